"""Words that French people make passwords of, whole or with a number behind; zxcvbn knows English ones only. Without accents."""

FRENCH = tuple(
    """
    administrateur administration motdepasse motdepass passe password azerty azertyuiop azertyuiopqsdfghjklm qsdfghjklm wxcvbn
    bonjour bonsoir bienvenue salut coucou merci aurevoir bisous bisou calin amour amoureux jetaime jetadore moncoeur coeur cherie
    cheri monamour monange ange princesse prince papillon soleil lune etoile arcenciel chocolat caramel nutella fraise framboise
    cerise vanille biscuit bonbon doudou loulou loulou chouchou choupette choupinette titine nounours nounou minou minette chaton
    chat chien toutou lapin cheval poney dauphin tigre lion panthere dragon loup tortue poisson licorne papa maman mamie papi bebe
    famille enfants soeur frere copain copine meilleure amitie vacances voyage plage montagne jardin maison appartement voiture moto
    football rugby tennis petanque cyclisme natation equitation marseille olympique olympiquedemarseille allezlom psg
    parissaintgermain paris lyon bordeaux toulouse nantes lille strasbourg montpellier rennes bretagne normandie corse alsace
    provence auvergne bourgogne france francais europe republique liberte egalite fraternite vivelafrance
    janvier fevrier mars avril juin juillet aout septembre octobre novembre decembre printemps automne hiver
    lundi mardi mercredi jeudi vendredi samedi dimanche
    nicolas julien thomas alexandre maxime antoine guillaume sebastien christophe stephane frederic philippe laurent olivier pascal
    camille pauline marine charlotte mathilde caroline stephanie nathalie isabelle veronique catherine christine sandrine florence
    ordinateur informatique internet clavier souris ecran connexion utilisateur identifiant securite protection confidentiel secret
    secrete codesecret entreprise societe bureau direction directeur directrice dirigeant gerant patron president responsable
    comptabilite comptable secretaire secretariat commercial commerciale fournisseur client facture facturation banque argent
    gestion gestionnaire developpement developpeur production qualite logistique transport menuiserie boulangerie restaurant garage
    cabinet association mairie college lycee ecole universite professeur etudiant gendarmerie pompier infirmiere medecin pharmacie
    anticonstitutionnellement abracadabra tralala supercalifragilisticexpialidocious nimportequoi jenesaispas jaioublie oublie
    changezmoi achanger provisoire temporaire nouveau nouvelle essai demonstration invite stagiaire bienvenue accueil
    """.split()
)
