import unittest
import urllib.error
import urllib.request
from datetime import datetime, timedelta, timezone

import boto3
import botocore.exceptions
from account import ACCOUNT, REGION, client, policy

LOGGING = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"


class Identity(unittest.TestCase):
    def setUp(self):
        self.iam = client("iam")

    def make_reader_role(self):
        """A role of this account's users that may list functions and nothing else."""
        trust = {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, "Action": "sts:AssumeRole"}
        role = self.iam.create_role(RoleName="reader", AssumeRolePolicyDocument=policy(trust))
        allowed = {"Effect": "Allow", "Action": "lambda:ListFunctions", "Resource": "*"}
        self.iam.put_role_policy(RoleName="reader", PolicyName="read", PolicyDocument=policy(allowed))
        self.addCleanup(self.iam.delete_role, RoleName="reader")
        self.addCleanup(self.iam.delete_role_policy, RoleName="reader", PolicyName="read")
        return role["Role"]["Arn"]

    def test_session(self):
        """a session of a role may do what its policy says, and nothing else"""
        assumed = client("sts").assume_role(RoleArn=self.make_reader_role(), RoleSessionName="auditor")
        keys = assumed["Credentials"]
        self.assertGreater(keys["Expiration"], datetime.now(timezone.utc) + timedelta(minutes=50))
        session = boto3.session.Session(keys["AccessKeyId"], keys["SecretAccessKey"], keys["SessionToken"])
        caller = session.client("sts").get_caller_identity()
        self.assertEqual(caller["Arn"], f"arn:aws:sts::{ACCOUNT}:assumed-role/reader/auditor")
        self.assertEqual(len(session.client("lambda").list_functions()["Functions"]), 6)
        for call, action in [
            (lambda: session.client("lambda").get_function(FunctionName="slow-signer"), "lambda:GetFunction"),
            (lambda: session.client("iot").list_certificate_providers(), "iot:ListCertificateProviders"),
            (lambda: session.client("acm-pca").list_certificate_authorities(), "acm-pca:ListCertificateAuthorities"),
            (lambda: session.client("iam").list_roles(), "iam:ListRoles"),
        ]:
            with self.subTest(action), self.assertRaises(botocore.exceptions.ClientError) as caught:
                call()
            self.assertIn("AccessDenied", caught.exception.response["Error"]["Code"])
            self.assertIn(action, caught.exception.response["Error"]["Message"])

    def test_roles(self):
        """roles are read as documents, and come page by page"""
        pages = self.iam.get_paginator("list_roles").paginate(PaginationConfig={"PageSize": 4})
        names = [[role["RoleName"] for role in page["Roles"]] for page in pages]
        self.assertEqual([len(page) for page in names], [4, 3])
        found = self.iam.get_role(RoleName="acme-iot-signer-role")["Role"]
        principal = found["AssumeRolePolicyDocument"]["Statement"][0]["Principal"]
        self.assertEqual(principal, {"Service": "lambda.amazonaws.com"})
        attached = self.iam.list_attached_role_policies(RoleName="acme-iot-signer-role")["AttachedPolicies"]
        self.assertEqual([one["PolicyArn"] for one in attached], [LOGGING])
        inline = self.iam.get_role_policy(RoleName="acme-iot-signer-role", PolicyName="sign-certificates")
        self.assertEqual(inline["PolicyDocument"]["Statement"][0]["Action"], "acm-pca:IssueCertificate")

    def test_role_waiter(self):
        """a new role is awaited, and refusals are the client's own exception classes"""
        trust = policy({"Effect": "Allow", "Principal": {"Service": "iot.amazonaws.com"}, "Action": "sts:AssumeRole"})
        self.iam.create_role(RoleName="Unused", AssumeRolePolicyDocument=trust, Description="Süd")
        self.iam.get_waiter("role_exists").wait(RoleName="Unused", WaiterConfig={"Delay": 1})
        self.assertEqual(self.iam.get_role(RoleName="Unused")["Role"]["Description"], "Süd")
        with self.assertRaises(self.iam.exceptions.EntityAlreadyExistsException):
            self.iam.create_role(RoleName="Unused", AssumeRolePolicyDocument=trust)
        with self.assertRaises(self.iam.exceptions.MalformedPolicyDocumentException):
            self.iam.put_role_policy(RoleName="Unused", PolicyName="p", PolicyDocument="{}")
        self.iam.delete_role(RoleName="Unused")
        with self.assertRaises(self.iam.exceptions.NoSuchEntityException):
            self.iam.get_role(RoleName="Unused")

    def test_presigned(self):
        """a presigned URL says who made it, and a changed one does not"""
        url = client("sts").generate_presigned_url("get_caller_identity", ExpiresIn=60, HttpMethod="GET")
        with urllib.request.urlopen(urllib.request.Request(url, headers={"Accept": "application/json"})) as answer:
            self.assertIn(ACCOUNT, answer.read().decode())
        with self.assertRaises(urllib.error.HTTPError) as caught:
            urllib.request.urlopen(url[:-4] + "0000")
        with caught.exception:
            self.assertEqual(caught.exception.code, 403)

    def test_wrong_secret(self):
        """a wrong secret is refused, in the words of each protocol"""
        for service, call, code in [
            ("sts", "get_caller_identity", "SignatureDoesNotMatch"),
            ("lambda", "list_functions", "InvalidSignatureException"),
            ("acm-pca", "list_certificate_authorities", "InvalidSignatureException"),
        ]:
            session = boto3.session.Session(boto3.session.Session().get_credentials().access_key, "wrong")
            with self.subTest(service), self.assertRaises(botocore.exceptions.ClientError) as caught:
                getattr(session.client(service, region_name=REGION), call)()
            self.assertEqual(caught.exception.response["Error"]["Code"], code)
