import base64
import io
import json
import unittest
import zipfile

import botocore.exceptions
from account import ACCOUNT, REGION, TRUST_LAMBDA, client, make_csr, openssl, sign_event

SOURCE = """
export const handler = async (event, context) => {
  console.log('asked for', event.what);
  if (event.what === 'failure') throw new RangeError('out of range');
  return { arn: context.invokedFunctionArn, region: process.env.AWS_REGION, plant: process.env.PLANT };
};
"""


def zip_of(source):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        index = zipfile.ZipInfo("index.mjs")
        # zipfile's own default is 600, and Lambda could not read the file.
        index.external_attr = 0o644 << 16
        archive.writestr(index, source)
    return file.getvalue()


class Functions(unittest.TestCase):
    def setUp(self):
        self.functions = client("lambda")
        self.iam = client("iam")

    def invoke(self, name, event, **settings):
        answer = self.functions.invoke(FunctionName=name, Payload=event, **settings)
        return answer, json.loads(answer["Payload"].read())

    def test_pages(self):
        """functions come page by page"""
        pages = self.functions.get_paginator("list_functions").paginate(PaginationConfig={"PageSize": 2})
        pages = [[function["FunctionName"] for function in page["Functions"]] for page in pages]
        self.assertEqual([len(page) for page in pages], [2, 2, 2])
        self.assertIn("acme-iot-signer", sum(pages, []))

    def test_signer(self):
        """a good signer certifies the CSR's own name and key, and a bad one is found out"""
        csr = make_csr("/O=Acme/CN=meter-1")
        key = openssl("req", "-noout", "-pubkey", stdin=csr)
        answer, signed = self.invoke("acme-iot-signer", sign_event(csr))
        self.assertNotIn("FunctionError", answer)
        certificate = signed["certificatePem"].encode()
        self.assertEqual(openssl("x509", "-noout", "-pubkey", stdin=certificate), key)
        self.assertIn("meter-1", openssl("x509", "-noout", "-subject", stdin=certificate))
        _, swapped = self.invoke("swapped-key-signer", sign_event(csr))
        self.assertNotEqual(openssl("x509", "-noout", "-pubkey", stdin=swapped["certificatePem"].encode()), key)

    def create_with_new_role(self, name):
        """Asks again while the role has not spread yet, as AWS tells its users to."""
        role = self.iam.create_role(RoleName=f"{name}-role", AssumeRolePolicyDocument=json.dumps(TRUST_LAMBDA))
        self.addCleanup(self.iam.delete_role, RoleName=f"{name}-role")
        refusal = self.functions.exceptions.InvalidParameterValueException
        for _ in range(2000):
            try:
                made = self.functions.create_function(
                    FunctionName=name,
                    Runtime="nodejs22.x",
                    Handler="index.handler",
                    Role=role["Role"]["Arn"],
                    Code={"ZipFile": zip_of(SOURCE)},
                    Environment={"Variables": {"PLANT": "Süd"}},
                )
            except refusal as error:
                if not any(text in str(error) for text in ("cannot be assumed", "invalid for CreateGrant")):
                    raise
            else:
                self.addCleanup(self.forget, name)
                return made
        raise TimeoutError(f"{name}-role never became assumable")

    def forget(self, name):
        try:
            self.functions.delete_function(FunctionName=name)
        except self.functions.exceptions.ResourceNotFoundException:
            pass

    def test_life(self):
        """a function with a role of its own is made, awaited, invoked, changed, opened and deleted"""
        self.assertEqual(self.create_with_new_role("meter")["State"], "Pending")
        self.functions.get_waiter("function_active_v2").wait(FunctionName="meter", WaiterConfig={"Delay": 1})
        answer, payload = self.invoke("meter", b'{"what": "tea"}', LogType="Tail")
        arn = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:meter"
        self.assertEqual(payload, {"arn": arn, "region": REGION, "plant": "Süd"})
        self.assertIn("asked for tea", base64.b64decode(answer["LogResult"]).decode())
        answer, payload = self.invoke("meter", b'{"what": "failure"}')
        self.assertEqual((answer["StatusCode"], answer["FunctionError"]), (200, "Unhandled"))
        self.assertEqual((payload["errorType"], payload["errorMessage"]), ("RangeError", "out of range"))

        self.functions.update_function_code(FunctionName="meter", ZipFile=zip_of("export const handler = async () => 7;"))
        self.functions.get_waiter("function_updated_v2").wait(FunctionName="meter", WaiterConfig={"Delay": 1})
        self.assertEqual(self.invoke("meter", b"{}")[1], 7)

        self.functions.publish_version(FunctionName="meter", Description="first")
        pages = self.functions.get_paginator("list_versions_by_function").paginate(
            FunctionName="meter", PaginationConfig={"PageSize": 1}
        )
        versions = [[version["Version"] for version in page["Versions"]] for page in pages]
        self.assertEqual(versions, [["$LATEST"], ["1"]])

        source = f"arn:aws:iot:{REGION}:{ACCOUNT}:certificateprovider/p"
        iot = {"Principal": "iot.amazonaws.com", "SourceAccount": ACCOUNT, "SourceArn": source}
        self.functions.add_permission(FunctionName="meter", StatementId="s", Action="lambda:InvokeFunction", **iot)
        statement = json.loads(self.functions.get_policy(FunctionName="meter")["Policy"])["Statement"][0]
        self.assertEqual(statement["Condition"]["StringEquals"], {"AWS:SourceAccount": ACCOUNT})
        self.functions.put_function_concurrency(FunctionName="meter", ReservedConcurrentExecutions=0)
        impatient = client("lambda", retries={"total_max_attempts": 1})
        with self.assertRaises(impatient.exceptions.TooManyRequestsException):
            impatient.invoke(FunctionName="meter")
        self.functions.delete_function(FunctionName="meter")
        with self.assertRaises(self.functions.exceptions.ResourceNotFoundException):
            self.functions.get_function(FunctionName="meter")

    def test_refusals(self):
        """refusals are the client's own exception classes, and what is absent says so"""
        exceptions = self.functions.exceptions
        with self.assertRaises(exceptions.ResourceNotFoundException):
            self.functions.get_policy(FunctionName="nightly-report")
        with self.assertRaises(exceptions.InvalidRequestContentException):
            self.functions.invoke(FunctionName="acme-iot-signer", Payload=b"{")
        with self.assertRaises(exceptions.InvalidParameterValueException):
            self.functions.create_function(
                FunctionName="old",
                Runtime="nodejs24.x",
                Handler="index.handler",
                Role=f"arn:aws:iam::{ACCOUNT}:role/acme-provisioning-role",
                Code={"ZipFile": zip_of("")},
            )
        with self.assertRaises(botocore.exceptions.ClientError) as caught:
            self.functions.list_layers()
        self.assertEqual(caught.exception.response["ResponseMetadata"]["HTTPStatusCode"], 501)
        self.assertIn("lambda:ListLayers", caught.exception.response["Error"]["Message"])
