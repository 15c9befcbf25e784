/** Filled in beside each stage's module; one typed structure with units, reasons and defaults per sensor class. */
export interface CoarseParameters {
  readonly ground: {
    readonly cellMetres: number
    readonly maximumSlope: number
    readonly thresholdMetres: number
    readonly thresholdPerMetre: number
  }
  readonly clustering: {
    readonly epsMetres: number
    readonly minimumPoints: number
    readonly zScale: number
    /** eps grows by this much per metre of range; 0 = constant. */
    readonly epsPerMetre: number
  }
}
