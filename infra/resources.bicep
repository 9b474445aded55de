// Everything in the resource group. Parameters are described in main.bicep.
param token string
param location string
param tags object
param principalId string
param principalType string
param instanceMemoryMB int
param maximumInstanceCount int
param httpConcurrency int
param activityConcurrency int
param alwaysReadyHttp int
param alwaysReadyDurable int
param vnetEnabled bool
param allowedIpAddresses string[]
param alertEmail string
param alertFailedBeats int
param alertSpendUsd int
param azureBudget int
param budgetStart string
param logRetentionDays int
param runRetentionDays int
param durableBackend string

var name = 'imagegen-${token}'

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: name
  location: location
  tags: tags
}

module storage 'storage.bicep' = {
  name: 'storage'
  params: {
    name: 'imagegen${token}'
    location: location
    tags: tags
    isPrivate: vnetEnabled
    allowedIpAddresses: allowedIpAddresses
  }
}

module vault 'vault.bicep' = {
  name: 'vault'
  params: {
    name: name
    location: location
    tags: tags
    isPrivate: vnetEnabled
    allowedIpAddresses: allowedIpAddresses
  }
}

module monitoring 'monitoring.bicep' = {
  name: 'monitoring'
  params: {
    name: name
    location: location
    tags: tags
    retentionDays: logRetentionDays
  }
}

module network 'network.bicep' = if (vnetEnabled) {
  name: 'network'
  params: {
    name: name
    location: location
    tags: tags
    storageId: storage.outputs.id
    vaultId: vault.outputs.id
  }
}

module scheduler 'scheduler.bicep' = if (durableBackend == 'azureManaged') {
  name: 'scheduler'
  params: {
    name: name
    location: location
    tags: tags
    appPrincipalId: identity.properties.principalId
    principalId: principalId
    principalType: principalType
  }
}

module roles 'roles.bicep' = {
  name: 'roles'
  params: {
    storageName: storage.outputs.name
    vaultName: vault.outputs.name
    insightsName: monitoring.outputs.insightsName
    appPrincipalId: identity.properties.principalId
    principalId: principalId
    principalType: principalType
  }
}

module app 'app.bicep' = {
  name: 'app'
  // Without its roles the app cannot start, and a new assignment takes minutes to hold: it comes first.
  dependsOn: [roles]
  params: {
    name: name
    location: location
    tags: tags
    identityName: identity.name
    storageName: storage.outputs.name
    packageContainer: storage.outputs.packageContainer
    vaultUri: vault.outputs.uri
    insightsName: monitoring.outputs.insightsName
    subnetId: network.?outputs.appSubnetId ?? ''
    instanceMemoryMB: instanceMemoryMB
    maximumInstanceCount: maximumInstanceCount
    httpConcurrency: httpConcurrency
    activityConcurrency: activityConcurrency
    runRetentionDays: runRetentionDays
    alwaysReadyHttp: alwaysReadyHttp
    alwaysReadyDurable: alwaysReadyDurable
    useScheduler: durableBackend == 'azureManaged'
    schedulerEndpoint: scheduler.?outputs.endpoint ?? ''
  }
}

module alerts 'alerts.bicep' = if (!empty(alertEmail)) {
  name: 'alerts'
  params: {
    name: name
    location: location
    tags: tags
    workspaceId: monitoring.outputs.workspaceId
    email: alertEmail
    failedBeats: alertFailedBeats
    spendUsd: alertSpendUsd
    azureBudget: azureBudget
    budgetStart: budgetStart
  }
}

output appName string = app.outputs.name
output url string = app.outputs.url
output storageName string = storage.outputs.name
output vaultName string = vault.outputs.name
output secretNames array = vault.outputs.secretNames
