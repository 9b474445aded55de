Console.WriteLine("ImageGen.Simulator: nothing here yet.");
