/**
 * Addresses that no connection may use, whatever an owner opens: there a cloud hands out keys of the machine, or they
 * belong to no server at all. All of 169.254.0.0/16 and fe80::/10 is among them, so only what lies outside is named one
 * by one.
 */
export const neverAllowed: readonly { range: string; is: string; source: string }[] = [
  {
    range: "169.254.0.0/16",
    is: "IPv4 link-local: metadata of AWS, Azure, Google Cloud, Oracle, DigitalOcean, Hetzner, OpenStack, Tencent and others",
    source: "https://www.rfc-editor.org/rfc/rfc3927",
  },
  {
    range: "fe80::/10",
    is: "IPv6 link-local: metadata of OpenStack (fe80::a9fe:a9fe)",
    source: "https://docs.openstack.org/nova/latest/user/metadata.html",
  },
  {
    range: "fd00:ec2::/32",
    is: "AWS over IPv6: metadata (::254), pod identity (::23), name server (::253), time (::123)",
    source: "https://docs.aws.amazon.com/whitepapers/latest/ipv6-on-aws/supporting-amazon-vpc-services.html",
  },
  {
    range: "fd20:ce::254/128",
    is: "Google Cloud metadata over IPv6",
    source: "https://cloud.google.com/compute/docs/metadata/querying-metadata",
  },
  {
    range: "fd00:c1::a9fe:a9fe/128",
    is: "Oracle Cloud metadata over IPv6",
    source: "https://docs.oracle.com/iaas/Content/Compute/Tasks/gettingmetadata.htm",
  },
  {
    range: "192.0.0.192/32",
    is: "Oracle Cloud metadata (Classic)",
    source:
      "https://docs.oracle.com/en/cloud/iaas/compute-iaas-cloud/stcsg/retrieving-instance-metadata.html",
  },
  {
    range: "168.63.129.16/32",
    is: "Azure platform address (WireServer)",
    source: "https://learn.microsoft.com/azure/virtual-network/what-is-ip-address-168-63-129-16",
  },
  {
    range: "100.100.100.200/32",
    is: "Alibaba Cloud metadata",
    source: "https://www.alibabacloud.com/help/en/ecs/user-guide/view-instance-metadata",
  },
  {
    range: "fd00:100::100:200/128",
    is: "Alibaba Cloud metadata over IPv6",
    source: "https://www.alibabacloud.com/help/en/ecs/user-guide/view-instance-metadata",
  },
  {
    range: "fd00:42::42/128",
    is: "Scaleway metadata over IPv6",
    source: "https://docs.cloud-init.io/en/latest/reference/datasources/scaleway.html",
  },
  {
    range: "fd00:a9fe:a9fe::1/128",
    is: "Akamai (Linode) metadata over IPv6",
    source: "https://docs.cloud-init.io/en/latest/reference/datasources/akamai.html",
  },
  { range: "0.0.0.0/8", is: "this host, with no address", source: "https://www.rfc-editor.org/rfc/rfc1122" },
  { range: "::/128", is: "this host, with no address", source: "https://www.rfc-editor.org/rfc/rfc4291" },
  { range: "224.0.0.0/4", is: "multicast", source: "https://www.rfc-editor.org/rfc/rfc5771" },
  { range: "ff00::/8", is: "multicast", source: "https://www.rfc-editor.org/rfc/rfc4291" },
  {
    range: "240.0.0.0/4",
    is: "reserved, with the broadcast address",
    source: "https://www.rfc-editor.org/rfc/rfc1112",
  },
  {
    range: "2001::/32",
    is: "Teredo, which hides an IPv4 address",
    source: "https://www.rfc-editor.org/rfc/rfc4380",
  },
  {
    range: "64:ff9b:1::/48",
    is: "NAT64 of a local network, which hides an IPv4 address",
    source: "https://www.rfc-editor.org/rfc/rfc8215",
  },
];

/** Names under which clouds reach the same services. A name is also judged by the addresses it resolves to. */
export const metadataHosts: readonly string[] = [
  "metadata",
  "metadata.google.internal",
  "metadata.goog",
  "instance-data",
  "instance-data.ec2.internal",
  "metadata.azure.internal",
  "metadata.tencentyun.com",
  "metadata.platformequinix.com",
  "metadata.packet.net",
  "api.metadata.cloud.ibm.com",
];

/** Ranges that only exist inside a network or a machine. An owner opens what of them Terrapin may connect to. */
export const privateRanges: readonly { range: string; is: string }[] = [
  { range: "127.0.0.0/8", is: "this machine" },
  { range: "::1/128", is: "this machine" },
  { range: "10.0.0.0/8", is: "private network" },
  { range: "172.16.0.0/12", is: "private network" },
  { range: "192.168.0.0/16", is: "private network" },
  { range: "fc00::/7", is: "private network" },
  { range: "fec0::/10", is: "private network (site-local)" },
  { range: "100.64.0.0/10", is: "shared address space of providers and overlay networks" },
  { range: "192.0.0.0/24", is: "protocol assignments" },
  { range: "198.18.0.0/15", is: "benchmarks between networks" },
];
