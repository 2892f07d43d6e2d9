package dev.sinter.samples.tour;

/** A step cannot be taken here because something is missing that is not part of the project; the message says what. */
public final class Missing extends RuntimeException {
    private static final long serialVersionUID = 1;

    public Missing(String message) {
        super(message);
    }
}
