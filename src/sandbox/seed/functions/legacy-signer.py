import os
import time
import uuid

import boto3

pca = boto3.client("acm-pca")


def lambda_handler(event, context):
    ca = os.environ["CA_ARN"]
    issued = pca.issue_certificate(
        CertificateAuthorityArn=ca,
        Csr=event["certificateSigningRequest"].encode(),
        SigningAlgorithm="SHA256WITHRSA",
        Validity={"Type": "DAYS", "Value": 365},
        IdempotencyToken=str(uuid.uuid4()),
    )
    time.sleep(2)
    answer = pca.get_certificate(CertificateAuthorityArn=ca, CertificateArn=issued["CertificateArn"])
    return {"certificatePem": answer["Certificate"]}
