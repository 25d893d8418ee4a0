#!/usr/bin/env node
// CommonJS, in the words of 2009: any Node.js that there ever was has to be able to read this, to say that it is too old.
'use strict';

var version = process.versions.node;
var parts = version.split('.');
var major = Number(parts[0]);
var minor = Number(parts[1]);

/** As package.json's `engines` has it: 21 and the first of 22 were before 20.19. */
function isNewEnough() {
  if (major === 20) return minor >= 19;
  if (major === 22) return minor >= 2;
  return major > 22;
}

function refuse() {
  var said =
    'certprov needs Node.js 20.19 or newer' +
    (major > 20 ? ' (of 22: 22.2 or newer; not 21)' : '') +
    '; this is ' +
    version;
  if (process.argv.indexOf('--json') > 0) {
    console.log(JSON.stringify({ certprov: 1, error: { code: 'NODE_UNSUPPORTED', message: said, exitCode: 1 } }, null, 2));
  }
  console.error(said);
  process.exitCode = 1;
  // 0.10 knows no exitCode.
  if (major === 0) process.exit(1);
}

if (isNewEnough()) {
  require('../dist/main.cjs').main(process.argv.slice(2));
} else {
  refuse();
}
