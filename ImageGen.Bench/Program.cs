Console.WriteLine("ImageGen.Bench: nothing here yet.");
