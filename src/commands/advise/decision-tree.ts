import type { AnswerTo, QuestionId } from './questions.ts';
import type { Way } from './ways.ts';

export interface Recommendation {
  readonly way: Way;
  /** Why this one; a sentence. */
  readonly why: string;
  readonly runnerUp: Way;
  /** Why not that one; a sentence. */
  readonly whyNot: string;
}

export type Branch = { readonly [Q in QuestionId]: Asking<Q> }[QuestionId];
export type Node = Branch | Recommendation;

interface Asking<Q extends QuestionId> {
  readonly ask: Q;
  readonly to: { readonly [A in AnswerTo<Q>]: Node };
}

const OWN_CA: Node = {
  ask: 'severalAccounts',
  to: {
    yes: {
      way: 'multi-account',
      why: 'A certificate that is registered without its CA can be registered in as many accounts and Regions as you like, before or after the device is made.',
      runnerUp: 'jitp',
      whyNot:
        'Just-in-time provisioning decides by the account that a device happens to connect to. The same CA can be registered in several accounts (mode SNI_ONLY), and then each of them takes every device of yours that comes.',
    },
    no: {
      ask: 'admission',
      to: {
        certificate: {
          way: 'jitp',
          why: 'The certificate says everything: AWS IoT registers the device from a template on its first connection, and there is no code of yours to run.',
          runnerUp: 'jitr',
          whyNot:
            'Just-in-time registration does the same by a rule and a function of yours, which you would have to keep running. It pays when a template cannot decide.',
        },
        code: {
          way: 'jitr',
          why: 'AWS IoT registers the certificate without letting it in, tells your code, and your code decides: it can ask a database, or refuse.',
          runnerUp: 'jitp',
          whyNot:
            'Just-in-time provisioning lets in every certificate that your CA signed, and only a template stands between.',
        },
        list: {
          way: 'bulk',
          why: 'Every device is registered from the list before it is delivered, so that it works on its very first connection.',
          runnerUp: 'jitp',
          whyNot:
            'Just-in-time provisioning needs no list, but lets in every certificate of the CA, listed or not, and the first connection is always refused.',
        },
      },
    },
  },
};

/**
 * AWS's criteria in the order in which they decide.
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/iot-provision.html
 * @see https://docs.aws.amazon.com/whitepapers/latest/device-manufacturing-provisioning/provisioning-identity-in-aws-iot-core-for-device-connections.html
 */
export const DECISION_TREE: Node = {
  ask: 'purpose',
  to: {
    development: {
      way: 'single-thing',
      why: 'For some devices on a desk, six commands are quicker than any machinery, and every part of it can be seen.',
      runnerUp: 'trusted-user',
      whyNot:
        'Fleet provisioning is the way to practise what a fleet will do; it needs a template, a role and a hook before the first device connects.',
    },
    fleet: {
      ask: 'installedBeforeDelivery',
      to: {
        yes: {
          ask: 'issuer',
          to: {
            own: OWN_CA,
            'chip-maker': {
              way: 'multi-account',
              why: 'The certificates are made already, and their CA is not yours to register: each one is registered by itself, from the list that comes with the chips.',
              runnerUp: 'jitp',
              whyNot:
                'Just-in-time provisioning would let in every chip that this CA ever signed, also those that the maker sold to others.',
            },
            aws: {
              way: 'bulk',
              why: 'AWS IoT signs a file of CSRs in one task and registers a thing for each; the certificates go back to the factory.',
              runnerUp: 'claim',
              whyNot:
                'By claim the factory would not have to wait for certificates, but every device would carry a secret that others have too.',
            },
          },
        },
        no: {
          ask: 'installer',
          to: {
            yes: {
              way: 'trusted-user',
              why: 'Somebody you know vouches for the device: no secret is in it before that, and the claim is good for five minutes.',
              runnerUp: 'claim',
              whyNot:
                'By claim a device needs nobody, but the key that all of them share can be read out of one of them.',
            },
            no: {
              ask: 'manufacturer',
              to: {
                claim: {
                  way: 'claim',
                  why: 'Nobody is there to help the device, so it has to bring something itself: a claim, which is exchanged for a certificate of its own.',
                  runnerUp: 'trusted-user',
                  whyNot: 'By trusted user no secret would be shared, but somebody has to be there with an app.',
                },
                nothing: {
                  way: 'trusted-user',
                  why: 'A device without any secret cannot be told from any other machine, so somebody has to vouch for it. This is the only way left, and it needs an app and a sign-in after all.',
                  runnerUp: 'claim',
                  whyNot:
                    'By claim a device needs a certificate and a key from the factory. If the factory can install an image, it can install a claim with it.',
                },
              },
            },
          },
        },
      },
    },
  },
};
