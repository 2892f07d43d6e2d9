package dev.sinter.cli;

/** The command line's entry point. */
public final class Main {
    private Main() {}

    /** Prints how to call the command line. */
    public static void main(String[] args) {
        System.out.println("usage: sinter (demo | compile | run | explain | diff | doctor | fuzz) [options]");
    }
}
