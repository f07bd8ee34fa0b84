import mongoose from 'mongoose'

/**
 * Settings that the engine forgets whenever it ends, so they are made after every start, before anybody else can reach it.
 *
 * The cost-based ranker of this build (9.0.0-alpha0) picks plans for an execution engine that the build leaves out: from some 40,000 documents
 * on, a query with two usable indexes and hardly a match fails with «the slot-based execution engine is not part of this build».
 */
export async function prepareEngine(socket: string): Promise<void> {
  const client = new mongoose.mongo.MongoClient(`mongodb://${encodeURIComponent(socket)}/?directConnection=true`, {
    serverSelectionTimeoutMS: 10_000,
    maxPoolSize: 1,
  })
  try {
    await client.db('admin').command({ setParameter: 1, featureFlagCostBasedRanker: false })
  } finally {
    await client.close()
  }
}
