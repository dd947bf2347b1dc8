package dev.thermocline.engine.control;

/**
 * The constants of {@link AdaptiveController}'s law.
 *
 * @param utilization share U of the engine that the feed-forward fills
 * @param ageShare wanted age as a share of what the SLO leaves beside the reserve
 * @param reserve what the SLO keeps for queues that grow while the limit binds, in residences of
 *     the deep path
 * @param deadZone half width of the zone around the wanted age without reaction, as a share of it
 * @param correctionShare time T_c over which an error is worked off, as a share of the SLO
 * @param integralGain K_i·T_c²
 * @param minGain smallest multiple G of the offered rate to make room for
 * @param maxGain largest multiple G of the offered rate to make room for
 * @param upPerSecond bound on how fast log cost may rise
 */
record LawParameters(
    double utilization,
    double ageShare,
    double reserve,
    double deadZone,
    double correctionShare,
    double integralGain,
    double minGain,
    double maxGain,
    double upPerSecond) {

  static final LawParameters DEFAULTS =
      new LawParameters(0.97, 0.23, 2, 0.5, 0.6, 0.018, 0.6, 4, 0.75);
}
