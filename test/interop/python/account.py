"""The account under test: everything about it comes from the environment, as on anybody's machine."""

import json
import subprocess
import tempfile

import boto3

ACCOUNT = "000000000000"
REGION = "us-east-1"
TRUST_LAMBDA = {
    "Version": "2012-10-17",
    "Statement": [
        {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
    ],
}


def client(service, **config):
    return boto3.session.Session().client(service, config=boto3.session.Config(**config) if config else None)


def make_csr(subject):
    """A P-256 CSR by openssl, PEM; its key is thrown away."""
    with tempfile.TemporaryDirectory() as folder:
        new = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", f"{folder}/key"]
        command = ["openssl", "req", "-new", "-utf8", *new, "-subj", subject]
        return subprocess.run(command, check=True, capture_output=True, cwd=folder).stdout


def openssl(*args, stdin=b""):
    return subprocess.run(["openssl", *args], check=True, capture_output=True, input=stdin).stdout.decode()


def certificate_authority(common_name):
    pages = client("acm-pca").get_paginator("list_certificate_authorities").paginate()
    for authority in (found for page in pages for found in page["CertificateAuthorities"]):
        if authority["CertificateAuthorityConfiguration"]["Subject"]["CommonName"] == common_name:
            return authority
    raise LookupError(common_name)


def policy(*statements):
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def sign_event(csr):
    """What AWS IoT sends to the function of a certificate provider."""
    return json.dumps({"certificateSigningRequest": csr.decode(), "principalId": "a" * 64, "clientId": "device-1"})
