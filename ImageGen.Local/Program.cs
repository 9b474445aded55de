Console.WriteLine("ImageGen.Local: nothing here yet.");
