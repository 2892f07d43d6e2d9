package dev.sinter.samples.tour;

import java.util.function.Consumer;

/**
 * One step of the tour.
 *
 * @param number its place in the tour
 * @param title  what it shows, in a few words
 * @param body   the program; it shows its values on the page
 */
public record Step(int number, String title, Consumer<Page> body) {
    /** Runs the program on a page of its own, and gives what is on it. */
    public String run() {
        Page page = new Page();
        body.accept(page);
        return page.toString();
    }
}
