/** Builds the page that loads the dashboard's script and style. It may load nothing else: no remote host, no script or style without `nonce`. */
export function dashboardShell(params: {
  readonly scriptUri: string;
  readonly styleUri: string;
  readonly nonce: string;
}): string {
  const { scriptUri, styleUri, nonce } = params;
  const policy = `default-src 'none'; script-src 'nonce-${nonce}'; style-src 'nonce-${nonce}';`;
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="UTF-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Nanotype Dashboard</title>
<link rel="stylesheet" nonce="${nonce}" href="${styleUri}">
</head>
<body>
<div id="root"></div>
<script nonce="${nonce}" src="${scriptUri}"></script>
</body>
</html>`;
}
