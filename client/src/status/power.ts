import { execFile } from "node:child_process";
import { readFile, readdir } from "node:fs/promises";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Longest wait for the system's answer, in ms; PowerShell alone takes about a second to start. */
const timeoutMs = 5_000;

/**
 * Reports whether this machine runs on battery. VS Code's API doesn't say, so the system is asked. A machine without a
 * battery, or one that can't say, is not on battery.
 */
export async function isOnBattery(platform: NodeJS.Platform = process.platform): Promise<boolean> {
  try {
    // libsysfs also lets SYSFS_PATH name another place.
    if (platform === "linux")
      return await linuxIsDischarging(`${process.env["SYSFS_PATH"] ?? "/sys"}/class/power_supply`);
    if (platform === "darwin")
      return (await run("/usr/bin/pmset", ["-g", "batt"], { timeout: timeoutMs })).stdout.includes("'Battery Power'");
    return platform === "win32" && (await windowsIsDischarging());
  } catch {
    // A missing tool or file means that the machine has no battery to save.
    return false;
  }
}

/** Reads the kernel's own files. The machine is on battery when one of its own batteries discharges. */
export async function linuxIsDischarging(folder: string): Promise<boolean> {
  for (const name of await readdir(folder)) {
    const read = async (file: string): Promise<string> =>
      (await readFile(`${folder}/${name}/${file}`, "utf8").catch(() => "")).trim();
    // Batteries of mice and headsets have the scope "Device".
    const [type, scope, status] = await Promise.all([read("type"), read("scope"), read("status")]);
    if (type === "Battery" && scope !== "Device" && status === "Discharging") return true;
  }
  return false;
}

async function windowsIsDischarging(): Promise<boolean> {
  const script = "(Get-CimInstance -Namespace root/wmi -ClassName BatteryStatus).Discharging";
  // The absolute path, because Windows looks for a bare name in the current folder first.
  const powershell = `${process.env["SystemRoot"] ?? "C:\\Windows"}\\System32\\WindowsPowerShell\\v1.0\\powershell.exe`;
  const { stdout } = await run(powershell, ["-NoProfile", "-Command", script], { timeout: timeoutMs });
  return stdout.includes("True");
}
