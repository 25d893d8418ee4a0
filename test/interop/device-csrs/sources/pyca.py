"""A CSR by pyca/cryptography: with names of its own, or as the Certificate Rotator asks for a successor."""

import sys

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID


def main():
    if sys.argv[1] == "rotator":
        # The subject of the certificate that is there, which is AWS's own here; RSA-2048 is the component's default.
        names = [(NameOID.COMMON_NAME, "AWS IoT Certificate")]
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    else:
        names = [(NameOID.ORGANIZATION_NAME, "Acme"), (NameOID.COMMON_NAME, "lathe-7")]
        key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(oid, value) for oid, value in names])
    request = x509.CertificateSigningRequestBuilder().subject_name(subject).sign(key, hashes.SHA256())
    sys.stdout.write(request.public_bytes(serialization.Encoding.PEM).decode())


main()
