import { Option, type Command } from 'commander';
import { answersTo, QUESTION_IDS, QUESTIONS } from './advise/questions.ts';
import { WAYS } from './advise/ways.ts';
import { PARTITIONS } from '../partitions.ts';

/** A flag per question, so that a script can answer what a person is asked. */
export function withAdviseOptions(command: Command): Command {
  command
    .summary('which way of provisioning fits, and its files')
    .description('At most five questions, each with a flag. Needs no AWS account and asks nothing of AWS.');
  for (const id of QUESTION_IDS) {
    const { flag, about } = QUESTIONS[id];
    command.addOption(new Option(`${flag} <answer>`, about).choices(Object.keys(answersTo(id))));
  }
  return command
    .addOption(new Option('--way <name>', 'no questions: tell about this one').choices(WAYS))
    .option('--json', 'print one JSON document to standard output')
    .optionsGroup('Files (templates, policies, functions, commands):')
    .option('--out-dir <folder>', 'write them there (never over an existing file)')
    .option('--account <number>', 'account that they are for')
    .option('--region <region>', 'Region that they are for')
    .addOption(new Option('--partition <name>', 'default: by the Region').choices(PARTITIONS.map(({ id }) => id)))
    .option('--template-name <name>', 'provisioning template; other names begin with it (default: fleet)')
    .option('--bucket <name>', 'bulk registration: S3 bucket for the list');
}
