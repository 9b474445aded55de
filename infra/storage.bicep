// The app's one account: task hub, runs, images and the app's own package.
param name string
param location string
param tags object
param isPrivate bool
param allowedIpAddresses string[]

var packageContainer = 'app-package'

resource account 'Microsoft.Storage/storageAccounts@2024-01-01' = {
  name: name
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: { name: 'Standard_LRS' }
  properties: {
    accessTier: 'Hot'
    allowSharedKeyAccess: false
    defaultToOAuthAuthentication: true
    allowBlobPublicAccess: false
    allowCrossTenantReplication: false
    supportsHttpsTrafficOnly: true
    minimumTlsVersion: 'TLS1_2'
    publicNetworkAccess: isPrivate && empty(allowedIpAddresses) ? 'Disabled' : 'Enabled'
    networkAcls: {
      bypass: 'AzureServices'
      defaultAction: isPrivate ? 'Deny' : 'Allow'
      ipRules: map(allowedIpAddresses, address => { value: address, action: 'Allow' })
    }
  }
}

resource blobs 'Microsoft.Storage/storageAccounts/blobServices@2024-01-01' = {
  parent: account
  name: 'default'
  properties: {
    // A run that is deleted takes its prompts with it: nothing is kept behind a person's back.
    deleteRetentionPolicy: { enabled: false }
    containerDeleteRetentionPolicy: { enabled: false }
    isVersioningEnabled: false
  }
}

// The app would make its two itself; they are here so that a style reference can be uploaded before the first run.
resource containers 'Microsoft.Storage/storageAccounts/blobServices/containers@2024-01-01' = [
  for container in [packageContainer, 'imagegen-images', 'imagegen-runs']: {
    parent: blobs
    name: container
    properties: { publicAccess: 'None' }
  }
]

output id string = account.id
output name string = account.name
output packageContainer string = packageContainer
