package dev.sinter.runtime;

import java.util.List;

/** A region of one program: ready to run, with the number of rounds for the sizes of the latest call. */
final class Flow {
    final Region region;
    final Flow[] before;
    final Flow[] after;
    private final DimCode code;
    /** How many rounds a counted loop makes. */
    long times;

    private Flow(Region region, Binding binding) {
        this.region = region;
        this.before = of(region.before(), binding);
        this.after = of(region.after(), binding);
        this.code = binding.code(region.times());
    }

    static Flow[] of(List<Region> regions, Binding binding) {
        Flow[] flows = new Flow[regions.size()];
        for (int i = 0; i < flows.length; i++) {
            flows[i] = new Flow(regions.get(i), binding);
        }
        return flows;
    }

    /** Counts the rounds for new values of the symbols. */
    static void prepare(Flow[] flows, Binding binding) {
        for (Flow flow : flows) {
            flow.times = binding.evaluate(flow.code, flow.region.times());
            prepare(flow.before, binding);
            prepare(flow.after, binding);
        }
    }
}
