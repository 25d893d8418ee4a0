import type { AccountPlace } from '../../aws/arn.ts';

const FORMATS = ['json', 'cbor'] as const;

const topic = (place: AccountPlace, kind: 'topic' | 'topicfilter', name: string): string =>
  `arn:${place.partition}:iot:${place.region}:${place.account}:${kind}/${name}`;

const published = (place: AccountPlace, base: string): readonly string[] =>
  FORMATS.map((format) => topic(place, 'topic', `${base}/${format}`));

const FROM_CSR = '$aws/certificates/create-from-csr';

/**
 * ARNs that a device on its way in publishes to; either format will do.
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/fleet-provision-api.html
 */
export const csrTopics = (place: AccountPlace): readonly string[] => published(place, FROM_CSR);
export const keysTopics = (place: AccountPlace): readonly string[] => published(place, '$aws/certificates/create');
export const provisionTopics = (place: AccountPlace, templateName: string): readonly string[] =>
  published(place, `$aws/provisioning-templates/${templateName}/provision`);

/** Filters by which a device may subscribe to the answer to its CSR, in the spellings that make sense. */
const answerFilters = [
  ...FORMATS.flatMap((format) => ['accepted', '+', '#'].map((end) => `${FROM_CSR}/${format}/${end}`)),
  ...['+/accepted', '+/+', '+/#', '#'].map((end) => `${FROM_CSR}/${end}`),
];

export const csrAnswerFilters = (place: AccountPlace): readonly string[] =>
  answerFilters.map((filter) => topic(place, 'topicfilter', filter));

/** The same with the word that policies for publishing have: a policy that allows this has mistaken the one for the other. */
export const csrAnswerTopics = (place: AccountPlace): readonly string[] =>
  answerFilters.map((filter) => topic(place, 'topic', filter));

export const csrAnswers = (place: AccountPlace): readonly string[] =>
  FORMATS.map((format) => topic(place, 'topic', `${FROM_CSR}/${format}/accepted`));
