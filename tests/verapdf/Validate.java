import java.io.BufferedReader;
import java.io.FileInputStream;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.VeraPDFFoundry;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;
import org.verapdf.pdfa.validation.profiles.RuleId;

/**
 * Answers requests until its input ends, since starting Java and reading the profiles takes longer than a validation.
 *
 * A request is one line, "flavour TAB path". The answer is a line "failed TAB rule TAB times TAB message TAB place"
 * for each rule broken and then "done TAB true|false TAB number of checks made", or "broken TAB why" for a file that
 * cannot be read at all.
 */
public final class Validate {
    private record Broken(String message, String place, int times) {
        Broken again() {
            return new Broken(message, place, times + 1);
        }
    }

    public static void main(String[] arguments) throws Exception {
        LogManager.getLogManager().reset();
        Logger.getLogger("").setLevel(Level.OFF);
        VeraGreenfieldFoundryProvider.initialise();
        PrintStream answers = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        BufferedReader requests = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = requests.readLine(); line != null; line = requests.readLine()) {
            String[] request = line.split("\t", 2);
            try {
                answer(answers, validate(PDFAFlavour.fromString(request[0]), request[1]));
            } catch (Exception unreadable) {
                print(answers, "broken", unreadable.toString());
            }
        }
    }

    private static ValidationResult validate(PDFAFlavour flavour, String path) throws Exception {
        VeraPDFFoundry foundry = Foundries.defaultInstance();
        try (InputStream file = new FileInputStream(path);
                PDFAParser parser = foundry.createParser(file, flavour);
                PDFAValidator validator = foundry.createValidator(flavour, false)) {
            return validator.validate(parser);
        }
    }

    private static void answer(PrintStream answers, ValidationResult result) {
        Map<String, Broken> rules = new LinkedHashMap<>();
        for (TestAssertion assertion : result.getTestAssertions()) {
            if (assertion.getStatus() == TestAssertion.Status.FAILED) {
                RuleId rule = assertion.getRuleId();
                String name = rule.getClause() + "-" + rule.getTestNumber();
                Broken first = new Broken(assertion.getMessage(), assertion.getLocation().getContext(), 1);
                rules.merge(name, first, (known, ignored) -> known.again());
            }
        }
        rules.forEach((name, broken) ->
                print(answers, "failed", name, broken.times(), broken.message(), broken.place()));
        print(answers, "done", result.isCompliant(), result.getTotalAssertions());
    }

    /** Prints one line, its fields parted by tabs: what would break it is made into spaces. */
    private static void print(PrintStream answers, Object... fields) {
        StringBuilder line = new StringBuilder();
        for (Object field : fields) {
            line.append(line.length() == 0 ? "" : "\t").append(String.valueOf(field).replaceAll("\\s+", " "));
        }
        answers.println(line);
    }
}
