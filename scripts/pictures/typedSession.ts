/** Folder of the session that typeSession.ts types, a file of figures for each part. */
export const sessionFolder = "node_modules/.cache/session";
