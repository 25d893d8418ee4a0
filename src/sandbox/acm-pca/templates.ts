import type { CertificationRequest } from '../../csr/certification-request.ts';
import {
  authorityKeyIdentifier,
  basicConstraints,
  EXTENSION,
  extendedKeyUsage,
  keyUsage,
  subjectKeyIdentifier,
  type Extension,
} from '../../csr/extensions.ts';
import { lookup } from '../service.ts';

export interface Template {
  /** A root CA signs its own certificate before it is active. */
  readonly selfSigned: boolean;
  readonly extensions: (csr: CertificationRequest, issuerKeyIdentifier: Buffer) => readonly Extension[];
}

/** Subject alternative names are copied from the CSR, everything else comes from the template. */
const endEntity = (purposes: readonly string[]): Template => ({
  selfSigned: false,
  extensions: (csr, issuerKeyIdentifier) => [
    // The first of several: RFC 5280 §4.2 has no certificate with two of one kind.
    ...csr.requestedExtensions.filter((extension) => extension.oid === EXTENSION.subjectAltName).slice(0, 1),
    basicConstraints({ ca: false }),
    authorityKeyIdentifier(issuerKeyIdentifier),
    subjectKeyIdentifier(csr.publicKey.spkiDer),
    keyUsage(['digitalSignature', 'keyEncipherment']),
    extendedKeyUsage(purposes),
  ],
});

const authority = (selfSigned: boolean, pathLength?: number): Template => ({
  selfSigned,
  extensions: (csr, issuerKeyIdentifier) => [
    basicConstraints({ ca: true, ...(pathLength === undefined ? {} : { pathLength }) }),
    ...(selfSigned ? [] : [authorityKeyIdentifier(issuerKeyIdentifier)]),
    subjectKeyIdentifier(csr.publicKey.spkiDer),
    keyUsage(['digitalSignature', 'keyCertSign', 'cRLSign']),
  ],
});

/** @see https://docs.aws.amazon.com/privateca/latest/userguide/template-definitions.html */
const TEMPLATES: Readonly<Record<string, Template>> = {
  'EndEntityCertificate/V1': endEntity(['serverAuth', 'clientAuth']),
  'EndEntityClientAuthCertificate/V1': endEntity(['clientAuth']),
  'EndEntityServerAuthCertificate/V1': endEntity(['serverAuth']),
  'RootCACertificate/V1': authority(true),
  'SubordinateCACertificate_PathLen0/V1': authority(false, 0),
};

const TEMPLATE_ARN = /^arn:aws[\w-]*:acm-pca:::template\/(.+)$/;

/** Without an ARN, EndEntityCertificate/V1. */
export function findTemplate(arn: string | undefined): Template | undefined {
  return lookup(TEMPLATES, arn === undefined ? 'EndEntityCertificate/V1' : (TEMPLATE_ARN.exec(arn)?.[1] ?? ''));
}
