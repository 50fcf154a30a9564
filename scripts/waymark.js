#!/usr/bin/env node
// The command `waymark`, on the Node.js that this project pins.

if (import.meta.url.includes('/node_modules/')) {
  // Node.js runs TypeScript as it is, but not among installed packages.
  process.stderr.write('waymark: run it from a checkout, or link one with "npm link".\n')
  process.exit(4)
}
process.argv.splice(2, 0, 'src/cli/waymark.ts')
await import('./bootstrap.js')
