import { Option } from 'commander';
import { REQUESTED_EXTENSIONS, REQUESTED_NAMES } from '../authority/requested-rule.ts';

/** The same for every kind of CA; without the flags a second `init` leaves them as the first one set them. */
export const requestedExtensionsOption = (): Option =>
  new Option(
    '--requested-extensions <rule>',
    "of the created function: extensions in a CSR may make a client only (client, the default), are the CA's affair, or are refused",
  ).choices(REQUESTED_EXTENSIONS);

export const requestedNamesOption = (): Option =>
  new Option(
    '--requested-names <rule>',
    'of the created function: names in a subjectAltName are passed on (pass, the default), may repeat the CN only, or are refused',
  ).choices(REQUESTED_NAMES);
