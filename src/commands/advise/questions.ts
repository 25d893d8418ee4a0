/** What a person knows of their devices and their factory, one member per question; asked for only where it matters. */
export const QUESTIONS = {
  purpose: {
    flag: '--purpose',
    about: 'what the devices are for',
    message: 'What are the devices for?',
    answers: {
      development: 'development: some devices on a desk, set up one at a time',
      fleet: 'a fleet: devices that are made and delivered',
    },
  },
  installedBeforeDelivery: {
    flag: '--installed-before-delivery',
    about: 'each device has its own key and certificate',
    message: 'Can each device get its own key and certificate before it is delivered?',
    answers: {
      yes: 'yes: at the manufacturer, at a programmer of chips, or in the secure element',
      no: 'no: a device gets its certificate when it is first used',
    },
  },
  issuer: {
    flag: '--issuer',
    about: 'who issues what is installed',
    message: 'Who issues the certificates that are installed?',
    answers: {
      own: 'a CA whose certificate you may register: own PKI, AWS Private CA, a vendor',
      'chip-maker': 'the maker of the secure element: they are in it, and come with a list',
      aws: 'AWS IoT: the factory sends CSRs and gets certificates back',
    },
  },
  severalAccounts: {
    flag: '--several-accounts',
    about: 'the same device in several accounts or Regions',
    message: 'Must the same device be known to more than one AWS account or Region?',
    answers: {
      no: 'no: the account and Region are known when the device is made',
      yes: 'yes: test and production, several brands, or not decided yet',
    },
  },
  admission: {
    flag: '--admission',
    about: 'who lets a device in',
    message: 'Who lets a device in?',
    answers: {
      certificate: 'its certificate alone: whatever your CA signed may come',
      code: 'your own code, which looks at each device when it first connects',
      list: 'a list: every device is known before it connects',
    },
  },
  installer: {
    flag: '--installer',
    about: 'an app of somebody you know can help',
    message: 'Can an app help, in the hands of a customer or an installer you know?',
    answers: {
      yes: 'yes: they sign in, and their app can talk to the device',
      no: 'no: the device must come in by itself',
    },
  },
  manufacturer: {
    flag: '--manufacturer',
    about: 'what can be put into the devices',
    message: 'What can the manufacturer put into the devices?',
    answers: {
      claim: 'one claim certificate and key, the same for all or for a batch',
      nothing: 'nothing secret at all',
    },
  },
} as const;

export type QuestionId = keyof typeof QUESTIONS;
export type AnswerTo<Q extends QuestionId> = keyof (typeof QUESTIONS)[Q]['answers'] & string;
export type Answers = { readonly [Q in QuestionId]?: AnswerTo<Q> };

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the keys of a literal
export const QUESTION_IDS = Object.keys(QUESTIONS) as readonly QuestionId[];

export const answersTo = (id: QuestionId): Readonly<Record<string, string>> => QUESTIONS[id].answers;
