package dev.sinter.samples.tour;

import java.util.List;
import java.util.stream.Stream;

/** Runs all steps of the tour, or those whose numbers are on the command line, and prints what they show. */
public final class Tour {
    private Tour() {}

    /** The steps in their order. */
    public static List<Step> steps() {
        return Stream.of(Tensors.STEPS, Devices.STEPS, Autograd.STEPS, Networks.STEPS, Data.STEPS, Pictures.STEPS,
                Weights.STEPS, Compiling.STEPS)
                .flatMap(List::stream).toList();
    }

    public static void main(String... numbers) {
        List<String> wanted = List.of(numbers);
        for (Step step : steps()) {
            if (wanted.isEmpty() || wanted.contains(String.valueOf(step.number()))) {
                System.out.println("== " + step.number() + ". " + step.title());
                try {
                    System.out.println(step.run());
                } catch (Missing e) {
                    System.out.println("skipped: " + e.getMessage());
                }
            }
        }
    }
}
