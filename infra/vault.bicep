// Where the API keys of Gemini are. The template never sees them: whoever deploys sets them with az keyvault secret set.
param name string
param location string
param tags object
param isPrivate bool
param allowedIpAddresses string[]

resource vault 'Microsoft.KeyVault/vaults@2024-11-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    tenantId: tenant().tenantId
    sku: { family: 'A', name: 'standard' }
    enableRbacAuthorization: true
    // Purge protection would keep azd down from removing the vault; a lost API key is replaced in Google AI Studio in a minute.
    softDeleteRetentionInDays: 7
    publicNetworkAccess: isPrivate && empty(allowedIpAddresses) ? 'Disabled' : 'Enabled'
    networkAcls: {
      bypass: 'AzureServices'
      defaultAction: isPrivate ? 'Deny' : 'Allow'
      ipRules: map(allowedIpAddresses, address => { value: address })
    }
  }
}

output id string = vault.id
output name string = vault.name
output uri string = vault.properties.vaultUri
@description('The first key of each style; more are numbered on. Tags: project (the Google Cloud project), requests (its own limit).')
output secretNames array = ['gemini-illustration-1', 'gemini-clear-1', 'gemini-consistent-1']
