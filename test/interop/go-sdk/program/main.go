// The life of a certificate provider through the AWS SDK for Go v2, told as one JSON document on standard output.
// All settings come from the environment, as they do for any program that uses this SDK.
package main

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"os"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/iot"
	"github.com/aws/aws-sdk-go-v2/service/iot/types"
	"github.com/aws/smithy-go"
)

type step struct {
	Call   string `json:"call"`
	Answer any    `json:"answer,omitempty"`
	// Of a refusal: the type that this SDK made of it, and what the answer said.
	Type    string `json:"type,omitempty"`
	Code    string `json:"code,omitempty"`
	Message string `json:"message,omitempty"`
}

func main() {
	name, function, other := os.Args[1], os.Args[2], os.Args[3]
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	settings, err := config.LoadDefaultConfig(ctx)
	if err != nil {
		log.Fatal(err)
	}
	client := iot.NewFromConfig(settings)
	steps := life(ctx, client, name, function, other)
	stranger := iot.NewFromConfig(settings, func(o *iot.Options) {
		o.Credentials = aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{AccessKeyID: "AKIAIOSFODNN7EXAMPLE", SecretAccessKey: "wrong"}, nil
		})
	})
	_, err = stranger.ListCertificateProviders(ctx, &iot.ListCertificateProvidersInput{})
	steps = append(steps, told("list by a stranger", nil, err))
	if err := json.NewEncoder(os.Stdout).Encode(steps); err != nil {
		log.Fatal(err)
	}
}

func life(ctx context.Context, client *iot.Client, name, function, other string) []step {
	var steps []step
	tell := func(call string, answer any, err error) { steps = append(steps, told(call, answer, err)) }
	create := func(name, function string, operations ...types.CertificateProviderOperation) (*iot.CreateCertificateProviderOutput, error) {
		return client.CreateCertificateProvider(ctx, &iot.CreateCertificateProviderInput{
			CertificateProviderName:     &name,
			LambdaFunctionArn:           &function,
			AccountDefaultForOperations: operations,
			ClientToken:                 aws.String(fmt.Sprintf("%x", sha256.Sum256([]byte(name+function)))),
			Tags:                        []types.Tag{{Key: aws.String("team"), Value: aws.String("iot platform")}},
		})
	}
	list := func(call string) {
		var listed []types.CertificateProviderSummary
		out, err := client.ListCertificateProviders(ctx, &iot.ListCertificateProvidersInput{AscendingOrder: true})
		if err == nil {
			listed = out.CertificateProviders
		}
		tell(call, listed, err)
	}
	describe := func(call string) {
		out, err := client.DescribeCertificateProvider(ctx, &iot.DescribeCertificateProviderInput{CertificateProviderName: &name})
		tell(call, out, err)
	}
	const fromCsr = types.CertificateProviderOperationCreateCertificateFromCsr

	list("list, empty")
	made, err := create(name, function, fromCsr)
	tell("create", made, err)
	describe("describe")
	list("list")
	again, err := create(name, other, fromCsr)
	tell("create again", again, err)
	second, err := create("second", function, fromCsr)
	tell("create a second", second, err)
	changed, err := client.UpdateCertificateProvider(ctx, &iot.UpdateCertificateProviderInput{CertificateProviderName: &name, LambdaFunctionArn: &other})
	tell("update", changed, err)
	describe("describe, updated")
	gone, err := client.DeleteCertificateProvider(ctx, &iot.DeleteCertificateProviderInput{CertificateProviderName: &name})
	tell("delete", gone, err)
	describe("describe, deleted")
	gone, err = client.DeleteCertificateProvider(ctx, &iot.DeleteCertificateProviderInput{CertificateProviderName: &name})
	tell("delete again", gone, err)
	lost, err := client.UpdateCertificateProvider(ctx, &iot.UpdateCertificateProviderInput{CertificateProviderName: &name, LambdaFunctionArn: &other})
	tell("update, deleted", lost, err)
	keys, err := create("keys", function, "CreateKeysAndCertificate")
	tell("create for another operation", keys, err)
	bad, err := create("two words", function, fromCsr)
	tell("create with a bad name", bad, err)
	list("list, empty again")
	return steps
}

func told(call string, answer any, err error) step {
	if err == nil {
		return step{Call: call, Answer: answer}
	}
	said := step{Call: call, Message: err.Error()}
	var refusal smithy.APIError
	if errors.As(err, &refusal) {
		said.Code, said.Message = refusal.ErrorCode(), refusal.ErrorMessage()
	}
	said.Type = modelled(err)
	return said
}

// modelled names the exception of the model that the SDK recognized, which is what programs switch on.
func modelled(err error) string {
	var notFound *types.ResourceNotFoundException
	var exists *types.ResourceAlreadyExistsException
	var limit *types.LimitExceededException
	var invalid *types.InvalidRequestException
	switch {
	case errors.As(err, &notFound):
		return "ResourceNotFoundException"
	case errors.As(err, &exists):
		return "ResourceAlreadyExistsException"
	case errors.As(err, &limit):
		return "LimitExceededException"
	case errors.As(err, &invalid):
		return "InvalidRequestException"
	}
	return ""
}
