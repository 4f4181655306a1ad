import Commands

@main
struct ApigwMigrate {
    static func main() async {
        await RootCommand.start()
    }
}
