/** The controller of an object (`ownerReferences[].controller: true`), of any kind, watched or not. */
export interface OwnerRef {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
  /**
   * Only on a pod's ReplicaSet that a Deployment made: the name of that Deployment, read from the pod-template-hash label.
   * It keeps the pod's subject right while the ReplicaSet cannot be read, has not arrived yet, or is already deleted.
   */
  readonly deployment?: string;
}
