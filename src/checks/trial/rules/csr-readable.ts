import type { CertificationRequest } from '../../../csr/certification-request.ts';
import { malformedContent } from '../../../csr/extension-content.ts';
import { contentOddity } from '../../../csr/extension-oddities.ts';
import { EXTENSION, type Extension } from '../../../csr/extensions.ts';
import { readBasicConstraints } from '../../../csr/read-extensions.ts';
import { nameOddities } from '../../../csr/names/name-oddities.ts';
import { isEmptyList, nameFault } from '../../../csr/request-rules.ts';
import type { ReadCsr } from '../read-csr.ts';
import { showText } from '../show-text.ts';
import { trialRule, type TrialCheck } from '../trial-check.ts';

const rule = trialRule('CSR_READABLE', 'CSR can be read');

/** `certificateSigningRequest` of the HTTP API; the MQTT one takes 128 KB. @see https://docs.aws.amazon.com/iot/latest/apireference/API_CreateCertificateFromCsr.html */
const MAX_API_CHARACTERS = 4096;

/** Whether it is known that a Private CA or the built-in signer is to sign: both refuse a CSR that names nobody. */
export interface CsrIssuer {
  readonly refusesNobody: boolean;
}

/** RFC 2986, read strictly. What several implementations read differently is accepted with a note. */
export function checkCsrReadable(
  { request, refusal }: ReadCsr,
  issuer: CsrIssuer = { refusesNobody: false },
): TrialCheck {
  if (request) return describe(request, issuer);
  return rule.fail(showText(refusal.message, 200), refusal.fix ?? 'make a new CSR: this one is damaged');
}

const isEmptyNames = ({ oid, value }: Extension): boolean => oid === EXTENSION.subjectAltName && isEmptyList(value);
const asksForCa = (extension: Extension): boolean =>
  malformedContent(extension) === undefined && readBasicConstraints([extension]).isCa;

const NAME_IT =
  'name the device in the subject, e.g.: openssl req -new -key device.key -subj /CN=device-1 -out device.csr';

function describe(request: CertificationRequest, { refusesNobody }: CsrIssuer): TrialCheck {
  const { pem, version, subject, subjectAltNames, requestedExtensions, publicKey } = request;
  const namesNobody = subject.isEmpty && subjectAltNames.length === 0;
  const asked = requestedExtensions.map(({ oid }) => oid);
  const shown = `${publicKey.description}, ${subject.isEmpty ? 'no subject' : showText(subject.text)}`;
  const fault = nameFault(request);
  if (fault)
    return rule.fail(showText(fault.reason, 200), 'write the names with UTF8String, as openssl req -utf8 does');
  const oddities = [
    ...nameOddities(subject).map((oddity) => `in its subject, ${oddity}`),
    ...(requestedExtensions.some(isEmptyNames) ? ['it asks for a subjectAltName without a name'] : []),
    ...(version === 0 ? [] : [`its version is ${version} where RFC 2986 has 0, which some CAs refuse`]),
    ...(namesNobody ? ['it names nobody, which AWS Private CA and the built-in signer refuse'] : []),
    ...requestedExtensions.flatMap((extension) => {
      const oddity = malformedContent(extension) ?? contentOddity(extension);
      return oddity === undefined || isEmptyNames(extension) ? [] : [`of what it asks for, ${oddity}`];
    }),
    ...(requestedExtensions.some(asksForCa) ? ['it asks for the certificate of a CA, which some CAs refuse'] : []),
    ...(new Set(asked).size === asked.length
      ? []
      : ['it asks for an extension twice, of which CAs make different things']),
    ...(pem.length > MAX_API_CHARACTERS
      ? [`it has ${pem.length} characters, and AWS's HTTP API takes ${MAX_API_CHARACTERS}`]
      : []),
  ];
  if (namesNobody && refusesNobody) return rule.fail(`${shown}; ${oddities.join('; ')}`, NAME_IT);
  return oddities.length === 0 ? rule.ok(shown) : rule.note(`${shown}; ${oddities.join('; ')}`);
}
