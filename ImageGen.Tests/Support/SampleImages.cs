namespace ImageGen.Tests.Support;

/// <summary>Small real images of 24 x 16 pixels (the animation: two frames of that), as encoders in wide use write them.</summary>
internal static class SampleImages
{
    public static byte[] BaselineJpeg { get; } = Convert.FromBase64String(
        "/9j/2wBDAFA3PEY8MlBGQUZaVVBfeMiCeG5uePWvuZHI////////////////////////////////////////////////////2wBDAVVaWnhpeO"
        + "uCguv/////////////////////////////////////////////////////////////////////////wAARCAAQABgDASIAAhEBAxEB/8QAFwAA"
        + "AwEAAAAAAAAAAAAAAAAAAAIDBP/EABcQAQEBAQAAAAAAAAAAAAAAAAABAhH/xAAXAQADAQAAAAAAAAAAAAAAAAAAAQID/8QAGBEAAwEBAAAAAA"
        + "AAAAAAAAAAAAECESH/2gAMAwEAAhEDEQA/AM0weYVmDzCV0U2SmA0TPANlGys//9k=");

    public static byte[] ProgressiveJpeg { get; } = Convert.FromBase64String(
        "/9j/2wBDAFA3PEY8MlBGQUZaVVBfeMiCeG5uePWvuZHI////////////////////////////////////////////////////2wBDAVVaWnhpeO"
        + "uCguv/////////////////////////////////////////////////////////////////////////wgARCAAQABgDASIAAhEBAxEB/8QAFgAB"
        + "AQEAAAAAAAAAAAAAAAAAAgAD/8QAFgEBAQEAAAAAAAAAAAAAAAAAAQAC/9oADAMBAAIQAxAAAAHJJALSt//EABQQAQAAAAAAAAAAAAAAAAAAAC"
        + "D/2gAIAQEAAQUCX//EABYRAQEBAAAAAAAAAAAAAAAAAAABEf/aAAgBAwEBPwGVr//EABURAQEAAAAAAAAAAAAAAAAAAAAh/9oACAECAQE/AUf/"
        + "xAAUEAEAAAAAAAAAAAAAAAAAAAAg/9oACAEBAAY/Al//xAAVEAEBAAAAAAAAAAAAAAAAAAAAEf/aAAgBAQABPyGIiIj/2gAMAwEAAgADAAAAEK"
        + "ff/8QAFREBAQAAAAAAAAAAAAAAAAAAAAH/2gAIAQMBAT8QMf/EABcRAAMBAAAAAAAAAAAAAAAAAAABESH/2gAIAQIBAT8QWlQ//8QAFhABAQEA"
        + "AAAAAAAAAAAAAAAAAAER/9oACAEBAAE/EIxjGMw//9k=");

    public static byte[] GreyJpeg { get; } = Convert.FromBase64String(
        "/9j/2wBDAFA3PEY8MlBGQUZaVVBfeMiCeG5uePWvuZHI////////////////////////////////////////////////////wAALCAAQABgBAR"
        + "EA/8QAFwABAAMAAAAAAAAAAAAAAAAAAgEDBP/EABgQAAMBAQAAAAAAAAAAAAAAAAABAgMT/9oACAEBAAA/AM6gakcyWcyVmJQf/9k=");

    public static byte[] LossyWebp { get; } = Convert.FromBase64String(
        "UklGRl4AAABXRUJQVlA4IFIAAABwAwCdASoYABAAP3Gmx1i0rSgjsAgCkC4JbACdL1yFppWh2XAA/vWY3humsKkmqliNiBmCRVTdQe5aTeATxe"
        + "89LXeF2VTiQnqm2oa4H95o06AA");

    public static byte[] LosslessWebp { get; } = Convert.FromBase64String(
        "UklGRkgAAABXRUJQVlA4TDsAAAAvF8ADALkyRPQ/FuNf/+h/JA4jbSPVwft3fPDh4CgobhtJzS3vHn/5YgIS1wfB9ReQRmj8DYVZEwavCgA=");

    public static byte[] AlphaWebp { get; } = Convert.FromBase64String(
        "UklGRoIAAABXRUJQVlA4WAoAAAAQAAAAFwAADwAAQUxQSAoAAAABB9C/iAhERP8DVlA4IFIAAABwAwCdASoYABAAP3Gmx1i0rSgjsAgCkC4JbA"
        + "CdL1yFppWh2XAA/vWY3humsKkmqliNiBmCRVTdQe5aTeATxe89LXeF2VTiQnqm2oa4H95o06AA");

    public static byte[] AnimatedWebp { get; } = Convert.FromBase64String(
        "UklGRgABAABXRUJQVlA4WAoAAAACAAAAFwAADwAAQU5JTQYAAAD/////AQBBTk1GagAAAAAAAAAAABcAAA8AAGQAAAJWUDggUgAAAHADAJ0BKh"
        + "gAEAA/caLLWLSsKaOwCAKQLglsAJ0vXIWmlaHZcAD+9ZjeG6awqSaqWI2IGYJFVN1B7lpN4BPF7z0td4XZVOJCeqbahrgf2spfAABBTk1GYgAA"
        + "AAAAAAAAABcAAA8AAGQAAABWUDggSgAAAPQCAJ0BKhgAEAA/cbLLW4MAgAAC4JbACdL1yFpSvIRYAP7x9dw5GmEOSLe54Bee6+tkhi9lQmnAso"
        + "ZVYnaWxrN0aTQEYTNTMAAA");

    public static byte[] PalettePng { get; } = Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAABgAAAAQAgMAAABxSlcGAAAADFBMVEU8ORVCsECzQT+vrK8TiVRtAAAACXBIWXMAAAPoAAAD6AG1e1JrAAAAW0"
        + "lEQVQImWNgYGDgWrWKAU4xaUF4HWBKCcJjUgJTCqtW72ZgEBRLe/eegcXFrXr/f4ZQ0dR5//4zhAbGfv//nyE0NPQ+mCqv//+LITQ09v//dSDe"
        + "/7/1YN7X/wA/giqyL8MyFwAAAABJRU5ErkJggg==");

    public static byte[] RgbPng { get; } = Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAABgAAAAQCAIAAACDRijCAAAACXBIWXMAAAPoAAAD6AG1e1JrAAAAZUlEQVQ4ja3MOw6AIBRE0UHHH4oUGve/VC"
        + "sNBpH3wOQUM801AOwfCA/A1OMVaioxCLU1+AyxGKNQV4Zvob4AE6FBi+nQqMLP0CSXDVkhSWiWEIaWLHnIpR2AU4XWyH5vbcgHtvCe1VkKsP5d"
        + "5n4AAAAASUVORK5CYII=");

    public static byte[] InterlacedPng { get; } = Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAABgAAAAQCAIAAAH0QRhUAAAACXBIWXMAAAPoAAAD6AG1e1JrAAAD2ElEQVQ4jRWOQWgfRRyFf7Zpmm7TTBo38W"
        + "8bh9aGdokZiWtoIw60DboEx5YVIsSpYGkX6UBZilIcL0GWyogstCAMWnpYhYG6XnoYiiAuwkjZg6DOycMKLsgKHqR48VJR/rcH3+N7DwAgBagA"
        + "ACSk8kwlP4BonKEFgEgekfJiKysAChGdTekRSVcreqalKYCFyK6m9qK0tyr7XWsfQjjuQQZQjil0ABDSKUpHGY1Kum7pZke3IZSzVK5mMi3lNS"
        + "tvdfIehHZE7WZmZWnvWvtLZ6cAMIR4IsJTFE+neDbDocSjEi9W+IjFSy2OOrwCwCHk0xEfUb6U8tWMU8k3S75V8YuWX2257PgNAA2hDiMdUU1T"
        + "nWY6k1qWuqx0ZbVtddvpDsBD6Bcjv079VuqvZb6U/m7pv6/8b9Y/av2o82sQjF9BDJCMlyEHKMZ2qAGasQEGAAjwLownYxwkeIbjuRwvFPiQxr"
        + "jGTzf4uMfLA34WAjqB6XRMw4QucrqU05WCrmlKa/pSQ1/1dGugb0LAJzGfizlO+DLnJ3O+UfDzmvOav93wdzzfGfjHEMgpLEexjBK5zuVmLrcL"
        + "eUVLWcuPGvmpl3cH+TUEOsAaxzpOdMI1z3Ve6EJrXeu60Y3XftADBHYa26XY0sRucXs1tzcKe0dbW9sfGvu7t48GG0LgZ7Bfjn2S+Evc7+T+du"
        + "Hva+9r/1fjA++PD34DAEGAHgvRLox2R2giRnsomkzQ3hRNcbQvQ0GO9ks0XaADJZrRCFVotkYHLZpr0OMtCj2a79DCgJ4AIBCQ3SGZxGRfRKZj"
        + "giiZS8h8SkacHM4IzslRSZYKcqIky5qQiqzW5HlLTjbkhZZQT053ZGMgLwMwCNiekAWYoYiFMXuSMpywYymLOCMZi3N2SjJasLMlSzRjFUtr9r"
        + "plvGFvtSzzTHQsH9i7AAICsTcUM1jMR2IxFseoWE7Ec6lY5+J0JpJcnJNiqxAXSnFJC1GJa7V4z4qdRnzYitKLTzpxexCfAygI1L5QzWF1OFJL"
        + "sSJUnUzU6VRtcvVapniuLkt1tVDXS7WjlarUrVp9ZtUXjfqqVdarbzv1YFA/AhgIzP7QLGBzNDIrsTlFzUZizqVmm5vLmclz8740NwpzszS3tT"
        + "GVuVebb6x50JifW9N580dn/h7MvwAOAncgdIewOxG5tdidpe584i6k7gp31zNX5O6mdHcK92Xp7mvnKvdT7X617s/G/dO6Ce8Odg4P7hmAHoIe"
        + "hT3GPYl6GveM9jzpRdpL3qus13lvZG+L3pW9131f9Q/r/j/bzzT9U22/4vsXu/6VoX/jfwQuxbA4lmRlAAAAAElFTkSuQmCC");
}
