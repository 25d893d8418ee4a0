import unittest
from datetime import datetime, timedelta, timezone

from account import ACCOUNT, REGION, client, make_csr, openssl

FUNCTION = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:acme-iot-signer"


class CertificateProviders(unittest.TestCase):
    def setUp(self):
        self.iot = client("iot")

    def create(self, name, **changes):
        settings = {"lambdaFunctionArn": FUNCTION, "accountDefaultForOperations": ["CreateCertificateFromCsr"]}
        made = self.iot.create_certificate_provider(certificateProviderName=name, **{**settings, **changes})
        self.addCleanup(self.forget, name)
        return made

    def forget(self, name):
        try:
            self.iot.delete_certificate_provider(certificateProviderName=name)
        except self.iot.exceptions.ResourceNotFoundException:
            pass

    def test_life(self):
        """a certificate provider is made, shown, changed, tagged and deleted"""
        made = self.create("plant@1", tags=[{"Key": "team", "Value": "iot"}])
        self.assertEqual(made["certificateProviderArn"], f"arn:aws:iot:{REGION}:{ACCOUNT}:certificateprovider/plant@1")
        shown = self.iot.describe_certificate_provider(certificateProviderName="plant@1")
        self.assertEqual(shown["lambdaFunctionArn"], FUNCTION)
        self.assertLess(abs(datetime.now(timezone.utc) - shown["creationDate"]), timedelta(minutes=1))
        other = FUNCTION.replace("acme-iot", "slow")
        self.iot.update_certificate_provider(certificateProviderName="plant@1", lambdaFunctionArn=other)
        changed = self.iot.describe_certificate_provider(certificateProviderName="plant@1")
        self.assertEqual(changed["lambdaFunctionArn"], other)
        self.assertGreaterEqual(changed["lastModifiedDate"], changed["creationDate"])
        arn = made["certificateProviderArn"]
        self.iot.tag_resource(resourceArn=arn, tags=[{"Key": "stage", "Value": "test"}])
        self.iot.untag_resource(resourceArn=arn, tagKeys=["team"])
        tags = self.iot.list_tags_for_resource(resourceArn=arn)["tags"]
        self.assertEqual(tags, [{"Key": "stage", "Value": "test"}])
        self.iot.delete_certificate_provider(certificateProviderName="plant@1")
        self.assertEqual(self.iot.list_certificate_providers()["certificateProviders"], [])

    def test_exceptions(self):
        """refusals are the client's own exception classes"""
        self.create("first")
        with self.assertRaises(self.iot.exceptions.LimitExceededException):
            self.create("second")
        with self.assertRaises(self.iot.exceptions.ResourceAlreadyExistsException) as caught:
            self.create("first", lambdaFunctionArn=FUNCTION.replace("acme-iot", "slow"))
        self.assertEqual(caught.exception.response["resourceId"], "first")
        with self.assertRaises(self.iot.exceptions.InvalidRequestException):
            self.create("second", accountDefaultForOperations=["CreateKeysAndCertificate"])
        with self.assertRaises(self.iot.exceptions.ResourceNotFoundException) as caught:
            self.iot.describe_certificate_provider(certificateProviderName="absent")
        self.assertEqual(caught.exception.response["ResponseMetadata"]["HTTPStatusCode"], 404)

    def test_client_token(self):
        """a repeated call with the same client token makes no second provider"""
        token = "0" * 36
        first, repeated = (self.create("once", clientToken=token) for _ in range(2))
        self.assertEqual(repeated["certificateProviderArn"], first["certificateProviderArn"])
        self.assertEqual(len(self.iot.list_certificate_providers()["certificateProviders"]), 1)

    def test_http_api(self):
        """AWS itself signs what its HTTP interface is sent, as with any provider"""
        csr = make_csr("/CN=over-http")
        certificate = self.iot.create_certificate_from_csr(certificateSigningRequest=csr.decode(), setAsActive=True)
        issuer = openssl("x509", "-noout", "-issuer", stdin=certificate["certificatePem"].encode())
        self.assertIn("Amazon", issuer)
        found = self.iot.describe_certificate(certificateId=certificate["certificateId"])["certificateDescription"]
        self.assertEqual(found["status"], "ACTIVE")
        pages = self.iot.get_paginator("list_certificates").paginate(PaginationConfig={"PageSize": 1})
        listed = [one["certificateId"] for page in pages for one in page["certificates"]]
        self.assertIn(certificate["certificateId"], listed)
        with self.assertRaises(self.iot.exceptions.CertificateStateException):
            self.iot.delete_certificate(certificateId=certificate["certificateId"])
        self.iot.update_certificate(certificateId=certificate["certificateId"], newStatus="INACTIVE")
        self.iot.delete_certificate(certificateId=certificate["certificateId"])

    def test_templates(self):
        """provisioning templates come page by page"""
        pages = self.iot.get_paginator("list_provisioning_templates").paginate(PaginationConfig={"PageSize": 2})
        pages = [page["templates"] for page in pages]
        self.assertEqual([len(page) for page in pages], [2, 2, 2])
        types = {template["templateName"]: template["type"] for page in pages for template in page}
        self.assertEqual(types["acme-sensors"], "FLEET_PROVISIONING")
        self.assertEqual(types["acme-partner-devices"], "JITP")
