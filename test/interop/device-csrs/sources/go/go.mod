module certprov.test/device-csr

go 1.25.0
