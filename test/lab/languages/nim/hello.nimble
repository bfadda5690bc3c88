version = "1.0.0"
author = "Example"
description = "Prints a sum"
license = "MIT"
bin = @["hello"]
