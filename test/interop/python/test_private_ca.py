import tempfile
import unittest
from datetime import datetime, timedelta, timezone
from pathlib import Path

from account import certificate_authority, client, make_csr, openssl

TEMPLATES = "arn:aws:acm-pca:::template/"
CLIENT_TEMPLATE = f"{TEMPLATES}EndEntityClientAuthCertificate/V1"


class PrivateCa(unittest.TestCase):
    def setUp(self):
        self.pca = client("acm-pca")

    def issue(self, common_name, algorithm, csr, days=3, **settings):
        arn = certificate_authority(common_name)["Arn"]
        issued = self.pca.issue_certificate(
            CertificateAuthorityArn=arn,
            Csr=csr,
            SigningAlgorithm=algorithm,
            Validity={"Type": "DAYS", "Value": days},
            TemplateArn=CLIENT_TEMPLATE,
            **settings,
        )
        return {"CertificateAuthorityArn": arn, "CertificateArn": issued["CertificateArn"]}

    def fetch(self, arns):
        self.pca.get_waiter("certificate_issued").wait(**arns, WaiterConfig={"Delay": 1})
        return self.pca.get_certificate(**arns)

    def test_pages(self):
        """CAs come page by page, with dates and states"""
        pages = self.pca.get_paginator("list_certificate_authorities").paginate(PaginationConfig={"PageSize": 4})
        pages = [page["CertificateAuthorities"] for page in pages]
        self.assertEqual([len(page) for page in pages], [4, 2])
        authority = certificate_authority("Acme Device CA P384")
        self.assertEqual(authority["Status"], "ACTIVE")
        self.assertGreater(authority["NotAfter"], datetime.now(timezone.utc) + timedelta(days=3000))

    def test_issue(self):
        """every usable CA issues, and openssl follows the chain to its root"""
        csr = make_csr("/CN=valve-9")
        algorithms = {
            "Acme Device CA RSA": "SHA256WITHRSA",
            "Acme Device CA P256": "SHA256WITHECDSA",
            "Acme Device CA P384": "SHA384WITHECDSA",
            "Acme Short-Lived": "SHA256WITHECDSA",
        }
        for name, algorithm in algorithms.items():
            with self.subTest(name), tempfile.TemporaryDirectory() as folder:
                issued = self.fetch(self.issue(name, algorithm, csr))
                leaf, chain = Path(folder) / "leaf.pem", Path(folder) / "chain.pem"
                leaf.write_text(issued["Certificate"])
                chain.write_text(issued["CertificateChain"])
                root = Path(folder) / "root.pem"
                root.write_text("-----BEGIN" + issued["CertificateChain"].split("-----BEGIN")[-1])
                trust = ["-x509_strict", "-purpose", "sslclient", "-CAfile", str(root), "-untrusted", str(chain)]
                openssl("verify", *trust, str(leaf))

    def test_idempotency(self):
        """the same idempotency token gives the same certificate, another one another"""
        csr = make_csr("/CN=twice")
        token = {"IdempotencyToken": "order-1"}
        first, again = (self.issue("Acme Device CA P256", "SHA256WITHECDSA", csr, **token) for _ in range(2))
        self.assertEqual(again, first)
        other = self.issue("Acme Device CA P256", "SHA256WITHECDSA", csr, IdempotencyToken="order-2")
        self.assertNotEqual(other, first)

    def test_refusals(self):
        """refusals are the client's own exception classes"""
        exceptions = self.pca.exceptions
        csr = make_csr("/CN=refused")
        with self.assertRaises(exceptions.InvalidStateException):
            self.issue("Acme New CA", "SHA256WITHECDSA", csr)
        with self.assertRaises(exceptions.MalformedCSRException):
            self.issue("Acme Device CA P256", "SHA256WITHECDSA", b"no CSR")
        with self.assertRaises(self.pca.exceptions.ClientError) as caught:
            self.issue("Acme Short-Lived", "SHA256WITHECDSA", csr, days=8)
        self.assertIn(caught.exception.response["Error"]["Code"], ("ValidationException", "InvalidArgsException"))
        arns = self.issue("Acme Device CA P256", "SHA256WITHECDSA", csr)
        arns["CertificateArn"] = arns["CertificateArn"][:-4] + "0000"
        with self.assertRaises(exceptions.ResourceNotFoundException):
            self.pca.get_certificate(**arns)

    def is_in_progress(self, arns):
        try:
            self.pca.get_certificate(**arns)
        except self.pca.exceptions.RequestInProgressException:
            return True
        return False

    def test_in_progress(self):
        """a certificate that was asked for a moment ago is still in progress, as a busy machine may show only once"""
        csr = make_csr("/CN=soon")
        asked = (self.issue("Acme Device CA P256", "SHA256WITHECDSA", csr) for _ in range(20))
        self.assertTrue(any(self.is_in_progress(arns) for arns in asked))
