import { trialRule } from '../trial-check.ts';
import type { CertificateRule } from '../trial-evidence.ts';

const rule = trialRule('SERIAL_SANE', 'serial number in order');

const MAX_OCTETS = 20;
const FIX = 'let the CA choose a random positive serial number of 16 octets';

/** RFC 5280 §4.1.2.2: a positive integer of at most 20 octets. */
export const checkSerialSane: CertificateRule = ({
  certificate: { serialDer, serialNumber, issuer: name },
  issuer,
}) => {
  if (serialNumber.startsWith('-')) return rule.fail('it is negative', FIX);
  if (serialDer.every((octet) => octet === 0)) return rule.fail('it is zero', FIX);
  if (serialDer.length > MAX_OCTETS)
    return rule.fail(`it has ${serialDer.length} octets, more than ${MAX_OCTETS}`, FIX);
  const ca = issuer.certificate;
  if (ca?.serialDer.equals(serialDer) && ca.issuer.der.equals(name.der))
    return rule.note("it is that of the CA's own certificate, of the same issuer: some software refuses both", FIX);
  return rule.ok(
    serialNumber.length > 12
      ? `${serialNumber.slice(0, 4)}…${serialNumber.slice(-4)}, ${serialDer.length} octets`
      : serialNumber,
  );
};
