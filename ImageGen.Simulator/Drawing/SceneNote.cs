using System.Xml;
using System.Xml.Linq;
using NetVips;

namespace ImageGen.Simulator.Drawing;

/// <summary>The scene inside an image, as XMP: it stays there when the image is converted, so that a reference is recognised.</summary>
internal static class SceneNote
{
    private static readonly XNamespace Meta = "adobe:ns:meta/";
    private static readonly XNamespace Rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
    private static readonly XNamespace Own = "urn:imagegen:simulator";

    public static byte[] Write(string text)
    {
        XElement note = new(Own + "note", new XAttribute(XNamespace.Xmlns + "i", Own), text);
        XElement about = new(Rdf + "RDF", new XAttribute(XNamespace.Xmlns + "rdf", Rdf), new XElement(Rdf + "Description", note));
        XElement meta = new(Meta + "xmpmeta", new XAttribute(XNamespace.Xmlns + "x", Meta), about);
        return Encoding.UTF8.GetBytes(meta.ToString(SaveOptions.DisableFormatting));
    }

    /// <summary>The text in one of our images; null for any other bytes.</summary>
    public static string? Read(ReadOnlyMemory<byte> image) => Imaging.VipsErrors.Share(() => Note(image.Span));

    private static string? Note(ReadOnlySpan<byte> image)
    {
        try
        {
            using var header = Imaging.Decoder.Open(image, Enums.Access.Sequential, Enums.FailOn.None);
            if (!header.Contains("xmp-data")) return null;
            return XElement.Parse(
                Encoding.UTF8.GetString((byte[])header.Get("xmp-data"))).Descendants(Own + "note").FirstOrDefault()?.Value;
        }
        catch (Exception e) when (e is VipsException or XmlException)
        {
            return null;
        }
    }
}
