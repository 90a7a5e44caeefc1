/**
 * Replaces the program of a desktop VS Code, as @vscode/test-electron calls it: installs a .vsix, or runs a suite
 * inside the extension host. It uses the VS Code server of test/host/setup.sh with a browser; the exit code is the
 * suite's.
 */
import { installExtension, startHost } from "./hostProcess";
import { openBrowser } from "./window";

const version = "1.139";

async function main(): Promise<number> {
  const args = process.argv.slice(2);
  const valueOf = (name: string): string =>
    args.find((arg) => arg.startsWith(`--${name}=`))?.slice(name.length + 3) ?? "";
  const extensionsFolder = valueOf("extensions-dir");
  if (args.includes("--install-extension")) {
    installExtension(version, args.at(-1) ?? "", extensionsFolder);
    return 0;
  }
  const folder = args.find((arg) => !arg.startsWith("-")) ?? "";
  const host = await startHost({ version, extensionsFolder, isTestDriver: true });
  const browser = await openBrowser();
  try {
    const page = await browser.newPage();
    const exitCode = new Promise<number>((done) => void page.exposeFunction("codeAutomationExit", done));
    await page.exposeFunction("codeAutomationLog", () => undefined);
    // The extension host's output arrives with the colours of a browser's console.
    page.on("console", (message) => console.log(message.text().replace(/^%c *\w+ color: #\w+ /, "")));
    const payload = ["extensionDevelopmentPath", "extensionTestsPath"].map((name) => [
      name,
      `vscode-remote://127.0.0.1:${host.port}${valueOf(name)}`,
    ]);
    const query = `folder=${folder}&payload=${encodeURIComponent(JSON.stringify(payload))}`;
    await page.goto(`http://127.0.0.1:${host.port}/?${query}`);
    return await exitCode;
  } finally {
    await browser.close();
    await host.stop();
  }
}

main().then(
  (exitCode) => (process.exitCode = exitCode),
  (error: unknown) => {
    console.error(error);
    process.exitCode = 70;
  },
);
