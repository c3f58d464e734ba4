import StoreCommands

StoreProgram.main()
