#!/usr/bin/env node
// The command `waymark`, on the Node.js that this project pins.

process.argv.splice(2, 0, 'src/cli/waymark.ts')
await import('./bootstrap.js')
