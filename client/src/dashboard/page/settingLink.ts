import { dashboardCommands } from "../dashboardData";

/** Links to a setting. */
export function settingLink(key: string): string {
  return `command:${dashboardCommands.openSettings}?${encodeURIComponent(JSON.stringify([key]))}`;
}
