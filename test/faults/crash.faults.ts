import { describe } from 'vitest';
import { changingCommands, traceCommand } from './crash-commands.ts';
import { killAtPoints, readStates } from './kill-at-points.ts';
import { refuseWrites } from './refuse-writes.ts';
import { signalDuringCalls } from './signal-calls.ts';

// What a command does outside of its process is found once, and then broken in three ways.
const commands = await changingCommands();
// Two at a time: a function that gets no share of a core misses AWS's five seconds.
for (let i = 0; i < commands.length; i += 2)
  for (const traced of await Promise.all(commands.slice(i, i + 2).map(traceCommand))) {
    const states = await readStates(traced);
    describe.concurrent(`${traced.command.column}, broken between two effects`, () => {
      killAtPoints(traced, states);
      refuseWrites(traced);
      signalDuringCalls(traced);
    });
  }
