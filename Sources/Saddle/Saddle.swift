// The whole library under one name.
@_exported import SaddleAdversarial
@_exported import SaddleEvaluation
@_exported import SaddleFiles
@_exported import SaddleNetworks
@_exported import SaddleRuns
@_exported import SaddleSQLite
@_exported import SaddleTables
@_exported import SaddleTensors
@_exported import SaddleTheory
