import { subjectAttributes } from '../subject-attributes.ts';
import { CERTIFICATE_ID } from './provision-thing.ts';

/** Attributes of the subject, by what templates call them. @see https://docs.aws.amazon.com/iot/latest/developerguide/jit-provisioning.html */
const ATTRIBUTES: Readonly<Record<string, string>> = {
  Country: 'Country',
  Organization: 'Organization',
  OrganizationalUnit: 'OrganizationalUnit',
  DistinguishedNameQualifier: 'DistinguishedNameQualifier',
  StateName: 'State',
  CommonName: 'CommonName',
  SerialNumber: 'SerialNumber',
};

/** The parameters that just-in-time provisioning gives to a template; an attribute that the subject lacks is missing. */
export function jitpParameters({ id, pem }: { readonly id: string; readonly pem: string }): Record<string, string> {
  const found = subjectAttributes(pem);
  return Object.fromEntries([
    [CERTIFICATE_ID, id],
    ...Object.entries(ATTRIBUTES).flatMap(([name, attribute]) => {
      const value = found.get(`Certificate.Subject.${attribute}`);
      return value === undefined ? [] : [[`AWS::IoT::Certificate::${name}`, value]];
    }),
  ]) as Record<string, string>;
}
