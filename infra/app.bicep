// The Functions app on Flex Consumption.
param name string
param location string
param tags object
param identityName string
param storageName string
param packageContainer string
param vaultUri string
param insightsName string
param subnetId string
param instanceMemoryMB int
param maximumInstanceCount int
param httpConcurrency int
param activityConcurrency int
param runRetentionDays int
param alwaysReadyHttp int
param alwaysReadyDurable int
param useScheduler bool
param schedulerEndpoint string

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = {
  name: identityName
}

resource storage 'Microsoft.Storage/storageAccounts@2024-01-01' existing = {
  name: storageName
}

resource insights 'Microsoft.Insights/components@2020-02-02' existing = {
  name: insightsName
}

resource plan 'Microsoft.Web/serverfarms@2024-11-01' = {
  name: name
  location: location
  tags: tags
  kind: 'functionapp'
  sku: { name: 'FC1', tier: 'FlexConsumption' }
  properties: { reserved: true }
}

var alwaysReady = filter(
  [
    { name: 'http', instanceCount: alwaysReadyHttp }
    { name: 'durable', instanceCount: alwaysReadyDurable }
  ],
  entry => entry.instanceCount > 0
)

resource site 'Microsoft.Web/sites@2024-11-01' = {
  name: name
  location: location
  tags: union(tags, { 'azd-service-name': 'api' })
  kind: 'functionapp,linux'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: { '${identity.id}': {} }
  }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    virtualNetworkSubnetId: empty(subnetId) ? null : subnetId
    functionAppConfig: {
      runtime: { name: 'dotnet-isolated', version: '10.0' }
      deployment: {
        storage: {
          type: 'blobContainer'
          value: '${storage.properties.primaryEndpoints.blob}${packageContainer}'
          authentication: {
            type: 'UserAssignedIdentity'
            userAssignedIdentityResourceId: identity.id
          }
        }
      }
      scaleAndConcurrency: {
        instanceMemoryMB: instanceMemoryMB
        maximumInstanceCount: maximumInstanceCount
        alwaysReady: alwaysReady
        triggers: { http: { perInstanceConcurrency: httpConcurrency } }
      }
    }
    siteConfig: {
      minTlsVersion: '1.2'
      scmMinTlsVersion: '1.2'
    }
  }

  // No FTP and no publishing profile with a password: azd deploys with the identity of whoever deploys.
  resource noFtp 'basicPublishingCredentialsPolicies' = {
    name: 'ftp'
    properties: { allow: false }
  }

  resource noPassword 'basicPublishingCredentialsPolicies' = {
    name: 'scm'
    properties: { allow: false }
  }

  // What is not here is in host.json or has a default: docs/settings-cloud.md.
  resource settings 'config' = {
    name: 'appsettings'
    properties: {
      AzureWebJobsStorage__accountName: storage.name
      AzureWebJobsStorage__credential: 'managedidentity'
      AzureWebJobsStorage__clientId: identity.properties.clientId
      // The identity of the app's own clients for blobs and vault.
      AZURE_CLIENT_ID: identity.properties.clientId
      APPLICATIONINSIGHTS_CONNECTION_STRING: insights.properties.ConnectionString
      APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'Authorization=AAD;ClientId=${identity.properties.clientId}'
      AzureWebJobsDisableHomepage: 'true'
      AzureFunctionsJobHost__extensions__durableTask__maxConcurrentActivityFunctions: string(activityConcurrency)
      ImageGen__KeyVault__Uri: vaultUri
      ImageGen__Runs__KeepFor: runRetentionDays > 0 ? '${runRetentionDays}.00:00:00' : ''
      // Read only by an app that was built for the scheduler: host.azureManaged.json.
      DURABLE_TASK_SCHEDULER: useScheduler
        ? 'Endpoint=${schedulerEndpoint};Authentication=ManagedIdentity;ClientID=${identity.properties.clientId}'
        : 'none'
    }
  }
}

output name string = site.name
output url string = 'https://${site.properties.defaultHostName}'
