// A network for the app, and private endpoints for what it stores. Application Insights stays at its public address.
param name string
param location string
param tags object
param storageId string
param vaultId string

resource network 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    addressSpace: { addressPrefixes: ['10.0.0.0/20'] }
    subnets: [
      {
        name: 'app'
        properties: {
          // An instance takes an address: enough for the thousand that a plan may have.
          addressPrefix: '10.0.0.0/21'
          delegations: [
            { name: 'flex', properties: { serviceName: 'Microsoft.App/environments' } }
          ]
        }
      }
      {
        name: 'endpoints'
        properties: {
          addressPrefix: '10.0.8.0/27'
          privateEndpointNetworkPolicies: 'Disabled'
        }
      }
    ]
  }
}

var endpoints = [
  { group: 'blob', target: storageId, zone: 'privatelink.blob.${environment().suffixes.storage}' }
  { group: 'queue', target: storageId, zone: 'privatelink.queue.${environment().suffixes.storage}' }
  { group: 'table', target: storageId, zone: 'privatelink.table.${environment().suffixes.storage}' }
  { group: 'vault', target: vaultId, zone: 'privatelink.vaultcore.azure.net' }
]

resource zones 'Microsoft.Network/privateDnsZones@2024-06-01' = [
  for endpoint in endpoints: {
    name: endpoint.zone
    location: 'global'
    tags: tags
  }
]

resource links 'Microsoft.Network/privateDnsZones/virtualNetworkLinks@2024-06-01' = [
  for (endpoint, i) in endpoints: {
    parent: zones[i]
    name: name
    location: 'global'
    tags: tags
    properties: {
      registrationEnabled: false
      virtualNetwork: { id: network.id }
    }
  }
]

resource privateEndpoints 'Microsoft.Network/privateEndpoints@2024-05-01' = [
  for endpoint in endpoints: {
    name: '${name}-${endpoint.group}'
    location: location
    tags: tags
    properties: {
      subnet: { id: '${network.id}/subnets/endpoints' }
      privateLinkServiceConnections: [
        {
          name: endpoint.group
          properties: { privateLinkServiceId: endpoint.target, groupIds: [endpoint.group] }
        }
      ]
    }
  }
]

resource records 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2024-05-01' = [
  for (endpoint, i) in endpoints: {
    parent: privateEndpoints[i]
    name: 'default'
    properties: {
      privateDnsZoneConfigs: [
        { name: endpoint.group, properties: { privateDnsZoneId: zones[i].id } }
      ]
    }
  }
]

output appSubnetId string = '${network.id}/subnets/app'
