package dev.sinter.samples.tour;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sinter.Sinter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Holds each page of the tour against what it should say; {@code -Dtour.write=FOLDER} writes the pages instead. */
class TourTest {
    private static final int RESNET = 29;
    private static final String WRITE = System.getProperty("tour.write", "");

    @TestFactory
    @DisplayName("U1: the tour, step by step, eagerly and compiled")
    Stream<DynamicTest> pages() {
        return Tour.steps().stream()
                .map(step -> DynamicTest.dynamicTest(step.number() + ". " + step.title(), () -> check(step)));
    }

    @TestFactory
    @DisplayName("U1: the tour, each call computed at once, gives the same pages")
    Stream<DynamicTest> immediately() {
        // One op at a time, ResNet-18 would take minutes.
        return Tour.steps().stream().filter(step -> step.number() != RESNET)
                .map(step -> DynamicTest.dynamicTest(step.number() + ". " + step.title(), () -> {
                    try (var _ = Sinter.immediately()) {
                        check(step);
                    }
                }));
    }

    private static void check(Step step) throws IOException {
        String file = step.number() + ".txt";
        String page;
        try {
            page = step.run();
        } catch (Missing e) {
            Assumptions.abort("skipped: " + e.getMessage());
            return;
        }
        if (!WRITE.isEmpty()) {
            Files.writeString(Path.of(WRITE, file), page);
            return;
        }
        try (InputStream expected = TourTest.class.getResourceAsStream(file)) {
            assertThat(expected).as(file).isNotNull();
            assertThat(page).isEqualTo(new String(expected.readAllBytes(), StandardCharsets.UTF_8));
        }
    }
}
