import { Command } from "commander";

const clearHelp = `
Completions are kept, encrypted, so that the same place in a file is completed at once after a restart
(nanotype.cache.disk turns that off). This removes those of \`nanotype serve\`. VS Code keeps its own:
run "Nanotype: Clear Cache" there. A team's cache in Redis is not touched.`;

/** Makes the verb \`nanotype cache\`, whose work is loaded when it runs. */
export function cacheCommand(): Command {
  const command = new Command("cache")
    .summary("forget the completions kept on this machine")
    .description("Manages the completions that are kept on this machine's disk.");
  command
    .command("clear")
    .description("Removes every completion that is kept on disk.")
    .addHelpText("after", clearHelp)
    .action(async () => {
      const [{ clearDiskCache }, { userCacheFolder }] = await Promise.all([
        import("../completion/stored/diskCache"),
        import("../base/cacheFolder"),
      ]);
      const freedBytes = await clearDiskCache(userCacheFolder());
      process.stdout.write(`Removed ${Math.ceil(freedBytes / 1024)} KB of kept completions\n`);
    });
  return command;
}
